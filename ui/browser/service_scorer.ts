import { TASKS } from "@mlops/tasks";
import type { ReadonlySignal } from "@preact/signals";
import type { ModelDescription } from "./model_description.ts";
import { RequestFailure, requestJson } from "./request_failure.ts";
import type { Contribution, Explanation, NearestChange, Prediction, Scorer } from "./scorer.ts";

/**
 * Answer of `POST /predict`; the first two belong to a verdict, beside a member of the task's own,
 * the next three to any other classification, the last one to a regression.
 */
interface WirePrediction {
  readonly probability?: number;
  readonly "risk_level"?: string;
  readonly label?: number | string | boolean;
  readonly probabilities?: readonly number[];
  readonly scores?: readonly number[];
  readonly prediction?: number;
}

interface WireExplanation {
  readonly space?: Explanation["space"];
  readonly "base_value": number;
  readonly contributions: Readonly<Record<string, number>>;
  readonly "nearest_change"?: WireNearestChange | null;
}

interface WireNearestChange {
  readonly feature: string;
  readonly from: number;
  readonly to: number;
  readonly probability: number;
  readonly "risk_level"?: string;
  readonly label?: number | string;
}

/**
 * Makes the scorer that asks the prediction service through the page's own server.
 *
 * @param model The served model, which knows the names of the classes.
 */
export function createServiceScorer(model: ReadonlySignal<ModelDescription | null>): Scorer {
  return {
    predict(values, signal) {
      const started = performance.now();
      return requestJson("/api/predict", { json: values, signal }, (content, headers) => ({
        ...readPrediction(content as WirePrediction, model.value?.classes ?? []),
        version: headers.get("x-model-version") ?? "",
        madeBy: "service",
        elapsedMs: performance.now() - started,
      }));
    },
    predictMany(cases, { signal, classIndex }) {
      return requestJson(
        "/api/predict",
        // Points of a curve are no patients: logged, they would count in the drift.
        { json: cases, signal, headers: { "x-prediction-log": "off" } },
        (content) =>
          (content as readonly WirePrediction[]).map((wire) => figureOf(wire, classIndex)),
      );
    },
    async explain(values, signal) {
      try {
        return await requestJson(
          "/api/explain",
          { json: values, signal },
          (content) => readExplanation(content as WireExplanation),
        );
      } catch (error) {
        // A model without cover, or of another kind, is refused with a problem that says so.
        if (error instanceof RequestFailure && error.reason === "invalid") return null;
        throw error;
      }
    },
  };
}

function readPrediction(
  wire: WirePrediction,
  classes: readonly string[],
): Omit<Prediction, "version" | "madeBy" | "elapsedMs"> {
  const isPositive = verdictOf(wire);
  const label = wire.label ?? (isPositive === null ? "" : Number(isPositive));
  const shares = wire.probabilities ?? wire.scores ?? [];
  const at = classes.indexOf(`${label}`);
  return {
    figure: figureOf(wire, at < 0 ? undefined : at),
    kind: wire.prediction !== undefined
      ? "value"
      : wire.scores !== undefined
      ? "score"
      : "probability",
    // A decision function of two classes gives one score for both.
    classes: shares.length === classes.length
      ? shares.map((figure, i) => ({ label: classes[i] ?? "", figure }))
      : [],
    isPositive,
    riskLevel: wire.risk_level ?? null,
    label: `${label}`,
  };
}

/** Whatever the task calls it, which answers for itself: the served model may have changed since. */
function verdictOf(wire: WirePrediction): boolean | null {
  const told = TASKS.flatMap(({ verdict }) =>
    verdict === null ? [] : [Reflect.get(wire, verdict.member)]
  );
  return told.find((value) => typeof value === "boolean") ?? null;
}

function figureOf(wire: WirePrediction, classIndex: number | undefined): number {
  const shares = wire.probabilities ?? wire.scores ?? [];
  return wire.probability ?? wire.prediction ??
    (classIndex === undefined ? undefined : shares[classIndex]) ?? Math.max(...shares);
}

function readExplanation(wire: WireExplanation): Explanation {
  const contributions: Contribution[] = Object.entries(wire.contributions)
    .map(([feature, contribution]) => ({ feature, contribution }))
    .sort((a, b) => Math.abs(b.contribution) - Math.abs(a.contribution));
  return {
    space: wire.space ?? "probability",
    base: wire.base_value,
    contributions,
    nearestChange: wire.nearest_change ? readNearestChange(wire.nearest_change) : null,
  };
}

function readNearestChange(wire: WireNearestChange): NearestChange {
  const { feature, from, to, probability, label } = wire;
  return {
    feature,
    from,
    to,
    probability,
    riskLevel: wire.risk_level ?? null,
    label: `${label ?? ""}`,
  };
}

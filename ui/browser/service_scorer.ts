import type { RiskLevel } from "@mlops/diabetes";
import { RequestFailure, requestJson } from "./request_failure.ts";
import type { Contribution, Explanation, NearestChange, Prediction, Scorer } from "./scorer.ts";

/** Answer of `POST /predict`; the first three belong to diabetes, the last two to any other task. */
interface WirePrediction {
  readonly "has_diabetes"?: boolean;
  readonly probability?: number;
  readonly "risk_level"?: RiskLevel;
  readonly label?: number | string;
  readonly probabilities?: readonly number[];
}

interface WireExplanation {
  readonly "base_value": number;
  readonly contributions: Readonly<Record<string, number>>;
  readonly "nearest_change"?: WireNearestChange | null;
}

interface WireNearestChange {
  readonly feature: string;
  readonly from: number;
  readonly to: number;
  readonly probability: number;
  readonly "risk_level"?: RiskLevel;
  readonly label?: number | string;
}

/**
 * Makes the scorer that asks the prediction service through the page's own server.
 *
 * @returns The scorer.
 */
export function createServiceScorer(): Scorer {
  return {
    predict(values, signal) {
      const started = performance.now();
      return requestJson("/api/predict", { json: values, signal }, (content, headers) => ({
        ...readPrediction(content as WirePrediction),
        version: headers.get("x-model-version") ?? "",
        madeBy: "service",
        elapsedMs: performance.now() - started,
      }));
    },
    predictMany(cases, signal) {
      return requestJson(
        "/api/predict",
        // Points of a curve are no patients: logged, they would count in the drift.
        { json: cases, signal, headers: { "x-prediction-log": "off" } },
        (content) => (content as readonly WirePrediction[]).map(probabilityOf),
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
): Pick<Prediction, "probability" | "hasDiabetes" | "riskLevel" | "label"> {
  return {
    probability: probabilityOf(wire),
    hasDiabetes: wire.has_diabetes ?? null,
    riskLevel: wire.risk_level ?? null,
    label: `${wire.label ?? Number(wire.has_diabetes ?? false)}`,
  };
}

function probabilityOf(wire: WirePrediction): number {
  return wire.probability ?? Math.max(...wire.probabilities ?? [0]);
}

function readExplanation(wire: WireExplanation): Explanation {
  const contributions: Contribution[] = Object.entries(wire.contributions)
    .map(([feature, contribution]) => ({ feature, contribution }))
    .sort((a, b) => Math.abs(b.contribution) - Math.abs(a.contribution));
  return {
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

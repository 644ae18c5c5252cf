import { TASKS } from "@mlops/tasks";
import { parseAnswer } from "@mlops/answers/parse";
import {
  EXPLANATION,
  type ExplanationAnswer,
  PREDICTION,
  type PredictionAnswer,
  PREDICTIONS,
} from "@mlops/answers/prediction";
import type { ReadonlySignal } from "@preact/signals";
import { ofPredictedClass } from "./explained_class.ts";
import type { ModelDescription } from "./model_description.ts";
import { RequestFailure, requestJson } from "./request_failure.ts";
import type { Contribution, Explanation, NearestChange, Prediction, Scorer } from "./scorer.ts";

const UNLOGGED = { "x-prediction-log": "off" };

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
        ...readPrediction(parseAnswer(PREDICTION, content), model.value?.classes ?? []),
        version: headers.get("x-model-version") ?? "",
        madeBy: "service",
        elapsedMs: performance.now() - started,
      }));
    },
    predictMany(cases, { signal, classIndex }) {
      return requestJson(
        "/api/predict",
        // Points of a curve are no patients: logged, they would count in the drift.
        { json: cases, signal, headers: UNLOGGED },
        (content) =>
          parseAnswer(PREDICTIONS, content).map((answer) => figureOf(answer, classIndex)),
      );
    },
    async explain(values, signal) {
      try {
        return await requestJson(
          "/api/explain",
          // The case was logged as it was predicted: logged again, it would count twice.
          { json: values, signal, headers: UNLOGGED },
          (content) =>
            readExplanation(parseAnswer(EXPLANATION, content), model.value?.classes ?? []),
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
  answer: PredictionAnswer,
  classes: readonly string[],
): Omit<Prediction, "version" | "madeBy" | "elapsedMs"> {
  const isPositive = verdictOf(answer);
  const label = answer.label ?? (isPositive === null ? "" : Number(isPositive));
  const shares = answer.probabilities ?? answer.scores ?? [];
  const at = classes.indexOf(`${label}`);
  return {
    figure: figureOf(answer, at < 0 ? undefined : at),
    kind: answer.prediction !== undefined
      ? "value"
      : answer.scores !== undefined
      ? "score"
      : "probability",
    // A decision function of two classes gives one score for both.
    classes: shares.length === classes.length
      ? shares.map((figure, i) => ({ label: classes[i] ?? "", figure }))
      : [],
    interval: intervalOf(answer.interval),
    isPositive,
    riskLevel: answer.risk_level ?? null,
    label: `${label}`,
  };
}

/** Whatever the task calls it, which answers for itself: the served model may have changed since. */
function verdictOf(answer: PredictionAnswer | ExplanationAnswer): boolean | null {
  const told = TASKS.flatMap(({ verdict }) =>
    verdict === null ? [] : [Reflect.get(answer, verdict.member)]
  );
  return told.find((value) => typeof value === "boolean") ?? null;
}

/** Its ends; a list of another length is none. */
function intervalOf(ends: readonly number[] = []): Prediction["interval"] {
  const [from, to] = ends;
  return from === undefined || to === undefined ? null : [from, to];
}

function figureOf(answer: PredictionAnswer, classIndex: number | undefined): number {
  const shares = answer.probabilities ?? answer.scores ?? [];
  return answer.probability ?? answer.prediction ??
    (classIndex === undefined ? undefined : shares[classIndex]) ?? Math.max(...shares);
}

function readExplanation(answer: ExplanationAnswer, classes: readonly string[]): Explanation {
  const contributions: Contribution[] = Object.entries(answer.contributions)
    .map(([feature, contribution]) => ({ feature, contribution }))
    .sort((a, b) => Math.abs(b.contribution) - Math.abs(a.contribution));
  const explanation: Explanation = {
    space: answer.explained_space ?? "probability",
    base: answer.base_value,
    contributions,
    nearestChange: answer.nearest_change === null ? null : readNearestChange(answer.nearest_change),
  };
  const isVerdict = verdictOf(answer) !== null;
  return ofPredictedClass(explanation, { label: `${answer.label ?? ""}`, classes, isVerdict });
}

function readNearestChange(
  change: NonNullable<ExplanationAnswer["nearest_change"]>,
): NearestChange {
  const { feature, from, to, probability, score, label } = change;
  return {
    feature,
    from,
    to,
    figure: probability ?? score ?? NaN,
    riskLevel: change.risk_level ?? null,
    label: `${label ?? ""}`,
  };
}

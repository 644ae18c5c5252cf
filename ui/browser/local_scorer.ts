/**
 * Scores in the browser with the forest and the model file that the service uses, so that the page
 * works offline and the service's answers can be checked. Loaded only when it is wanted.
 *
 * @module
 */
import { levelOf } from "@mlops/task";
import { findTask } from "@mlops/tasks";
import { type ForestEnsemble, predict } from "@mlops/forest";
import { EnsembleScorer, TreeExplainer } from "@mlops/trees";
import { decodeForest } from "@mlops/onnx";
import type { ModelDescription } from "./model_description.ts";
import type { Value } from "./model_feature.ts";
import type { Explanation, Prediction, Scorer, Values } from "./scorer.ts";

/** A scorer that needs nobody, and what it holds. */
export interface LocalScorer extends Scorer {
  /** Version of the model in memory. */
  readonly version: string;
  /** Trees of the forest. */
  readonly treeCount: number;
}

/**
 * Reads a model file into a scorer.
 *
 * @param bytes The ONNX file.
 * @param model The description that belongs to it.
 * @returns The scorer.
 * @throws {OnnxError} If the file is no forest.
 */
export function createLocalScorer(bytes: Uint8Array, model: ModelDescription): LocalScorer {
  const ensemble = decodeForest(bytes);
  const scorer = new EnsembleScorer(ensemble);
  const nClasses = ensemble.classes.length;
  const verdict = nClasses === 2 ? findTask(model.task)?.verdict ?? null : null;
  const toRow = (values: Values) => model.features.map(({ name }) => toNumber(values[name]));
  const score = (cases: readonly Values[]) => scorer.score(Float32Array.from(cases.flatMap(toRow)));
  const pick = (shares: Float64Array, classIndex?: number) => {
    const at = verdict === null ? classIndex : 1;
    return at === undefined ? Math.max(...shares) : shares[at]!;
  };
  return {
    version: model.version,
    treeCount: ensemble.roots.length,
    predict(values) {
      const started = performance.now();
      const shares = score([values]);
      const at = ensemble.classes.indexOf(predict(shares, ensemble.classes)[0]!);
      const figure = pick(shares, at);
      const prediction: Prediction = {
        figure,
        kind: "probability",
        classes: verdict === null
          ? model.classes.map((label, i) => ({ label, figure: shares[i]! }))
          : [],
        isPositive: verdict === null ? null : at === 1,
        riskLevel: verdict === null ? null : levelOf(verdict, figure),
        label: model.classes[at] ?? `${at}`,
        version: model.version,
        madeBy: "browser",
        elapsedMs: performance.now() - started,
      };
      return Promise.resolve(prediction);
    },
    predictMany(cases, { classIndex }) {
      const shares = score(cases);
      return Promise.resolve(
        cases.map((_, row) =>
          pick(shares.subarray(row * nClasses, (row + 1) * nClasses), classIndex)
        ),
      );
    },
    explain(values) {
      return Promise.resolve(explain(ensemble, Float32Array.from(toRow(values)), model));
    },
  };
}

/** A forest of ours takes numbers; yes is 1. */
function toNumber(value: Value | undefined): number {
  return typeof value === "number" || typeof value === "boolean" ? Number(value) : NaN;
}

function explain(
  ensemble: ForestEnsemble,
  row: Float32Array,
  model: ModelDescription,
): Explanation | null {
  if (ensemble.cover === null || ensemble.classes.length !== 2) return null;
  const explainer = new TreeExplainer(ensemble);
  const shares = explainer.shapValues(row, 1);
  return {
    space: "probability",
    base: explainer.expectedValue(1),
    contributions: model.features
      .map(({ name }, i) => ({ feature: name, contribution: shares[i]! }))
      .sort((a, b) => Math.abs(b.contribution) - Math.abs(a.contribution)),
    nearestChange: null,
  };
}

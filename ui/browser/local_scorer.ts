/**
 * Scores in the browser with the trees and the model file that the service uses, so that the page
 * works offline and the service's answers can be checked. Loaded only when it is wanted.
 *
 * @module
 */
import { type Explainer, float64Array, type Rows } from "@mlops/model";
import { readTreeModel } from "@mlops/onnx";
import { levelOf } from "@mlops/task";
import { findTask } from "@mlops/tasks";
import { ofPredictedClass } from "./explained_class.ts";
import type { ModelDescription, ModelTarget } from "./model_description.ts";
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
 * @throws {OnnxError} If the file holds no trees.
 */
export function createLocalScorer(bytes: Uint8Array, model: ModelDescription): LocalScorer {
  const trees = readTreeModel(bytes, { featureNames: model.features.map(({ name }) => name) });
  const { nOutputs, output, classes } = trees;
  const isValue = output === "value";
  const verdict = classes.length === 2 ? findTask(model.task)?.verdict ?? null : null;
  const pick = (figures: Float64Array, classIndex?: number) => {
    const at = isValue ? 0 : verdict === null ? classIndex : 1;
    return at === undefined ? Math.max(...figures) : figures[at]!;
  };
  const explainer = trees.explainer();
  return {
    version: model.version,
    treeCount: trees.ensemble.roots.length,
    predict(values) {
      const started = performance.now();
      const { values: figures, labels } = trees.predict(toRows(model, [values]));
      const at = labels?.[0] ?? figures.indexOf(Math.max(...figures));
      const figure = pick(figures, at);
      const prediction: Prediction = {
        figure,
        kind: isValue ? "value" : output === "scores" ? "score" : "probability",
        interval: isValue ? intervalAround(figure, model.target) : null,
        classes: verdict === null && figures.length === model.classes.length
          ? model.classes.map((label, i) => ({ label, figure: figures[i]! }))
          : [],
        isPositive: verdict === null ? null : at === 1,
        riskLevel: verdict === null ? null : levelOf(verdict, figure),
        label: isValue ? "" : model.classes[at] ?? `${at}`,
        version: model.version,
        madeBy: "browser",
        elapsedMs: performance.now() - started,
      };
      return Promise.resolve(prediction);
    },
    predictMany(cases, { classIndex }) {
      const { values: figures } = trees.predict(toRows(model, cases));
      return Promise.resolve(
        cases.map((_, row) =>
          pick(figures.subarray(row * nOutputs, (row + 1) * nOutputs), classIndex)
        ),
      );
    },
    explain(values) {
      if (typeof explainer === "string") return Promise.resolve(null);
      const rows = toRows(model, [values]);
      const { values: figures, labels } = trees.predict(rows);
      // As the service does: of two classes the second is explained, of more the predicted one.
      const predicted = labels?.[0] ?? figures.indexOf(Math.max(...figures));
      const at = isValue || explainer.nOutputs === 1 ? 0 : classes.length === 2 ? 1 : predicted;
      return Promise.resolve(ofPredictedClass(explain(explainer, rows, at, model), {
        label: model.classes[predicted] ?? "",
        classes: model.classes,
        isVerdict: verdict !== null,
      }));
    },
  };
}

/** As the service reads them: a missing number is NaN, yes is 1, and words lie beside the numbers. */
function toRows({ features }: ModelDescription, cases: readonly Values[]): Rows {
  const numbers = float64Array(cases.length * features.length);
  const texts: (string | null)[] = [];
  cases.forEach((values, row) => {
    features.forEach(({ name }, column) => {
      const value = values[name] ?? null;
      numbers[row * features.length + column] = value === null || typeof value === "string"
        ? NaN
        : Number(value);
      texts.push(typeof value === "string" ? value : null);
    });
  });
  const hasTexts = features.some(({ holdsText }) => holdsText);
  return { nRows: cases.length, numbers, texts: hasTexts ? texts : null };
}

/** From 5 % to 95 % of the residuals, as the service says it. */
function intervalAround(value: number, target: ModelTarget | null): Prediction["interval"] {
  const residuals = target?.residuals;
  return residuals?.length === 101 ? [value + residuals[5]!, value + residuals[95]!] : null;
}

function explain(
  explainer: Explainer,
  rows: Rows,
  output: number,
  model: ModelDescription,
): Explanation {
  const shares = explainer.contributions(rows, 0, output);
  return {
    space: explainer.space,
    base: explainer.baseValue(output),
    contributions: model.features
      .map(({ name }, i) => ({ feature: name, contribution: shares[i]! }))
      .sort((a, b) => Math.abs(b.contribution) - Math.abs(a.contribution)),
    nearestChange: null,
  };
}

import {
  confusionMatrix,
  featureImportances,
  type RandomForest,
  rocAucScore,
  rocCurve,
} from "@mlops/forest";
import type { ArtifactFile } from "../mlflow/artifact_file.ts";
import { classCurvesSvg } from "../plots/class_curves_svg.ts";
import { classMatrixSvg } from "../plots/class_matrix_svg.ts";
import { confusionMatrixSvg } from "../plots/confusion_matrix_svg.ts";
import { dependenceSvg } from "../plots/dependence_svg.ts";
import { featureImportancesSvg } from "../plots/feature_importances_svg.ts";
import { predictedOverTrueSvg } from "../plots/predicted_over_true_svg.ts";
import { residualPercentilesSvg } from "../plots/residual_percentiles_svg.ts";
import { rocCurveSvg } from "../plots/roc_curve_svg.ts";
import { calibrationBins } from "./calibration.ts";
import { likelyClasses, type Metrics } from "./measure.ts";
import { partialDependence } from "./partial_dependence.ts";
import { permuteTable } from "./permute_table.ts";
import type { DataTarget } from "./table_data.ts";
import { labelText } from "./table_params.ts";
import type { TableSplit } from "./table_split.ts";

/** A model that is drawn. */
export interface PlottedModel {
  /** The forest. */
  readonly forest: RandomForest;
  /** The rows. */
  readonly split: TableSplit;
  /** What is predicted. */
  readonly target: DataTarget;
  /** What it predicts of the test rows. */
  readonly values: Float64Array;
  /** Metrics of that. */
  readonly metrics: Metrics;
  /** What intervals are made of, and how many test rows they hold; `null` of classes. */
  readonly spread: { readonly residuals: readonly number[]; readonly coverage: number } | null;
  /** Seed of what is shuffled. */
  readonly randomState: number;
}

/** Curves that are told apart in one plot. */
const MAX_CURVES = 10;
/** Rows whose numbers are listed. */
const MAX_LISTED = 10_000;
/** Columns whose dependence is drawn. */
const N_DEPENDENCES = 4;
/** Classes whose names fit beside large cells. */
const MAX_LARGE = 4;
/** Classes of a matrix that can be read. */
const MAX_CLASSES = 40;

/**
 * Draws what people look at in MLflow beside the metrics, each as a picture and as numbers.
 *
 * @param model The model.
 * @returns The plots that suit its task, under `plots/`.
 */
export function tablePlots(model: PlottedModel): ArtifactFile[] {
  const plots = model.target.kind === "classes" ? classPlots(model) : numberPlots(model);
  return [...plots, ...importancePlots(model), ...dependencePlots(model)];
}

function importancePlots({ forest, split, randomState }: PlottedModel): ArtifactFile[] {
  const importances = [...featureImportances(forest)].map((importance, index) => ({
    name: split.features[index]!.name,
    importance,
  }));
  const permuted = permuteTable(forest, split.test, randomState);
  const losses = permuted.importances.map(({ name, mean }) => ({ name, importance: mean }));
  const what = split.test.target.kind === "numbers" ? "r²" : "accuracy";
  return [
    svg(
      "feature_importances",
      featureImportancesSvg(importances, {
        title: "Feature importances",
        subtitle: "Share of the decrease of impurity over all trees; together 1",
      }),
    ),
    json("feature_importances", importances),
    svg(
      "permutation_importances",
      featureImportancesSvg(losses, {
        title: "Permutation importances",
        subtitle: `Loss of ${what} on ${permuted.nRows} test rows whose column is shuffled`,
      }),
    ),
    json("permutation_importances", permuted.importances),
  ];
}

function dependencePlots({ forest, split, target }: PlottedModel): ArtifactFile[] {
  const importances = featureImportances(forest);
  const most = [...importances.keys()].sort((a, b) => importances[b]! - importances[a]!)
    .slice(0, N_DEPENDENCES);
  const labels = target.kind === "classes" ? target.labels.map(labelText) : [target.name];
  // Of two classes the first one's line is the second's, turned over.
  const first = labels.length === 2 ? 1 : 0;
  const shown = labels.slice(first, first + MAX_CURVES)
    .map((name, index) => ({ name, output: first + index }));
  const what = target.kind === "numbers"
    ? target.name
    : labels.length === 2
    ? `probability of ${labels[1]}`
    : "probability";
  const all = most.map((feature) =>
    partialDependence(forest, split.train.rows, { feature, shown })
  );
  return [
    ...all.map((one, index) => svg(`partial_dependence_${index + 1}`, dependenceSvg(one, what))),
    json("partial_dependence", all),
  ];
}

function numberPlots({ split, target, values, metrics, spread }: PlottedModel): ArtifactFile[] {
  const truth = split.test.target;
  if (truth.kind !== "numbers") return [];
  const { numbers } = truth;
  const plot = { truth: numbers, predicted: values, name: target.name, r2: metrics["r2"] ?? NaN };
  return [
    svg("predicted_over_true", predictedOverTrueSvg(plot)),
    json("predicted_over_true", {
      true: [...numbers.subarray(0, MAX_LISTED)],
      predicted: [...values.subarray(0, MAX_LISTED)],
    }),
    ...spread === null ? [] : [
      svg("residuals", residualPercentilesSvg(spread.residuals, spread.coverage)),
      json("residuals", { percentiles: spread.residuals, "interval_90_coverage": spread.coverage }),
    ],
  ];
}

function classPlots({ split, target, values, metrics }: PlottedModel): ArtifactFile[] {
  const truth = split.test.target;
  if (target.kind === "numbers" || truth.kind === "numbers") return [];
  const names = target.labels.map(labelText);
  const nClasses = names.length;
  const predicted = likelyClasses(values, nClasses);
  const matrix = fullMatrix(truth.classOf, predicted, nClasses);
  const drawMatrix = nClasses <= MAX_LARGE ? confusionMatrixSvg : classMatrixSvg;
  const bins = calibrationOf(truth.classOf, values, nClasses);
  const nRows = truth.classOf.length;
  return [
    ...nClasses <= MAX_CLASSES ? [svg("confusion_matrix", drawMatrix(matrix, names))] : [],
    json("confusion_matrix", { classes: target.labels, "actual_by_predicted": matrix }),
    ...rocPlots(truth.classOf, values, { names, matrix, auc: metrics["auc_roc"] ?? NaN }),
    svg(
      "calibration",
      classCurvesSvg(
        {
          title: "Calibration",
          subtitle: nClasses === 2
            ? `probability of ${names[1]} on ${nRows} test rows, in bins of 0.1`
            : `probability of the predicted class on ${nRows} test rows, in bins of 0.1`,
        },
        { x: "Predicted probability", y: "Share that came true" },
        [{
          name: nClasses === 2 ? names[1]! : "predicted class",
          points: bins.map((bin) => [bin.predicted, bin.observed]),
          figure: "",
        }],
      ),
    ),
    json("calibration", bins),
  ];
}

/** Every class has its row and its column, whether or not it occurs among the test rows. */
function fullMatrix(classOf: Int32Array, predicted: Int32Array, nClasses: number): number[][] {
  const matrix = Array.from({ length: nClasses }, () => new Array<number>(nClasses).fill(0));
  const present = [...new Set([...classOf, ...predicted])].sort((a, b) => a - b);
  confusionMatrix(classOf, predicted).forEach((row, actual) => {
    row.forEach((count, at) => matrix[present[actual]!]![present[at]!] = count);
  });
  return matrix;
}

function calibrationOf(classOf: Int32Array, values: Float64Array, nClasses: number) {
  const predicted = likelyClasses(values, nClasses);
  const of = (row: number) => nClasses === 2 ? 1 : predicted[row]!;
  return calibrationBins(
    Array.from(classOf, (c, row) => c === of(row)),
    Float64Array.from(classOf, (_, row) => values[row * nClasses + of(row)]!),
  );
}

function rocPlots(
  classOf: Int32Array,
  values: Float64Array,
  { names, matrix, auc }: {
    readonly names: readonly string[];
    readonly matrix: readonly (readonly number[])[];
    readonly auc: number;
  },
): ArtifactFile[] {
  const nRows = classOf.length;
  const nClasses = names.length;
  const scoresOf = (k: number) =>
    Float64Array.from(classOf, (_, row) => values[row * nClasses + k]!);
  if (nClasses === 2) {
    const roc = rocCurve(classOf, scoresOf(1));
    const [[tn = 0, fp = 0] = [], [fn = 0, tp = 0] = []] = matrix;
    const atHalf = { fpr: fp / (fp + tn), tpr: tp / (tp + fn) };
    return [
      svg("roc_curve", rocCurveSvg({ ...roc, auc, atHalf, nRows })),
      json("roc_curve", { ...plainRoc(roc), auc }),
    ];
  }
  // The classes with most rows, where there are too many to be told apart.
  const counts = new Int32Array(nClasses);
  for (const c of classOf) counts[c]!++;
  const shown = [...names.keys()].sort((a, b) => counts[b]! - counts[a]! || a - b)
    .slice(0, MAX_CURVES).filter((k) => counts[k]! > 0 && counts[k]! < nRows).sort((a, b) => a - b);
  const curves = shown.map((k) => {
    const isClass = classOf.map((c) => Number(c === k));
    const roc = rocCurve(isClass, scoresOf(k));
    return { name: names[k]!, roc, auc: rocAucScore(isClass, scoresOf(k)) };
  });
  const which = shown.length < nClasses ? `the ${shown.length} largest of ${nClasses}` : "each";
  return [
    svg(
      "roc_curve",
      classCurvesSvg(
        { title: "ROC curves", subtitle: `${which} class against the rest, on ${nRows} test rows` },
        { x: "False positive rate", y: "True positive rate" },
        curves.map(({ name, roc, auc }) => ({
          name,
          points: Array.from(roc.fpr, (fpr, i) => [fpr, roc.tpr[i]!]),
          figure: auc.toFixed(4),
        })),
      ),
    ),
    json("roc_curve", curves.map(({ name, roc, auc }) => ({ class: name, ...plainRoc(roc), auc }))),
  ];
}

/** The first threshold is infinite, for which JSON has no number. */
function plainRoc({ fpr, tpr, thresholds }: ReturnType<typeof rocCurve>) {
  return {
    fpr: [...fpr],
    tpr: [...tpr],
    thresholds: Array.from(thresholds, (value) => Number.isFinite(value) ? value : null),
  };
}

function svg(name: string, content: string): ArtifactFile {
  return { path: `plots/${name}.svg`, content };
}

function json(name: string, content: unknown): ArtifactFile {
  return { path: `plots/${name}.json`, content: `${JSON.stringify(content, null, 2)}\n` };
}

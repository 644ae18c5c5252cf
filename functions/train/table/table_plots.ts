import { confusionMatrix, featureImportances, type RandomForest, rocCurve } from "@mlops/forest";
import type { ArtifactFile } from "../artifact_file.ts";
import { confusionMatrixSvg } from "../plots/confusion_matrix_svg.ts";
import { featureImportancesSvg } from "../plots/feature_importances_svg.ts";
import { rocCurveSvg } from "../plots/roc_curve_svg.ts";
import { likelyClasses, type Metrics } from "./measure.ts";
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
}

/**
 * Draws what people look at in MLflow beside the metrics, each as a picture and as numbers.
 *
 * @param model The model.
 * @returns The plots that suit its task, under `plots/`.
 */
export function tablePlots(model: PlottedModel): ArtifactFile[] {
  const { forest, split } = model;
  const importances = [...featureImportances(forest)].map((importance, index) => ({
    name: split.features[index]!.name,
    importance,
  }));
  return [
    ...classPlots(model),
    svg("feature_importances", featureImportancesSvg(importances)),
    json("feature_importances", importances),
  ];
}

function classPlots({ split, target, values, metrics }: PlottedModel): ArtifactFile[] {
  const truth = split.test.target;
  if (target.kind === "numbers" || truth.kind === "numbers") return [];
  const names = target.labels.map(labelText);
  const predicted = likelyClasses(values, names.length);
  const matrix = confusionMatrix(truth.classOf, predicted);
  const plots = [
    svg("confusion_matrix", confusionMatrixSvg(matrix, names)),
    json("confusion_matrix", { classes: target.labels, "actual_by_predicted": matrix }),
  ];
  if (names.length !== 2) return plots;
  const scores = values.filter((_, index) => index % 2 === 1);
  const roc = rocCurve(truth.classOf, scores);
  const [[tn = 0, fp = 0] = [], [fn = 0, tp = 0] = []] = matrix;
  const auc = metrics["auc_roc"] ?? NaN;
  const atHalf = { fpr: fp / (fp + tn), tpr: tp / (tp + fn) };
  return [
    ...plots,
    svg("roc_curve", rocCurveSvg({ ...roc, auc, atHalf, nRows: truth.classOf.length })),
    json("roc_curve", {
      fpr: [...roc.fpr],
      tpr: [...roc.tpr],
      thresholds: Array.from(roc.thresholds, (value) => Number.isFinite(value) ? value : null),
      auc,
    }),
  ];
}

function svg(name: string, content: string): ArtifactFile {
  return { path: `plots/${name}.svg`, content };
}

function json(name: string, content: unknown): ArtifactFile {
  return { path: `plots/${name}.json`, content: `${JSON.stringify(content, null, 2)}\n` };
}

import { REFERENCE_TASK } from "@mlops/tasks";
import { confusionMatrix, featureImportances, type RandomForest, rocCurve } from "@mlops/forest";
import type { ArtifactFile } from "../mlflow/artifact_file.ts";
import type { Evaluation } from "./evaluate_forest.ts";
import { confusionMatrixSvg } from "../plots/confusion_matrix_svg.ts";
import { featureImportancesSvg } from "../plots/feature_importances_svg.ts";
import { rocCurveSvg } from "../plots/roc_curve_svg.ts";
import type { Rows } from "./split_rows.ts";

/**
 * Draws what people look at in MLflow beside the metrics, each as a picture and as numbers.
 *
 * @param forest The fitted forest.
 * @param test The test rows.
 * @param evaluation How the forest did on them.
 * @returns ROC curve, confusion matrix and feature importances as SVG and JSON, under `plots/`.
 */
export function plotFiles(
  forest: RandomForest,
  test: Rows,
  evaluation: Evaluation,
): ArtifactFile[] {
  const roc = rocCurve(test.labels, evaluation.scores);
  const matrix = confusionMatrix(test.labels, evaluation.predicted);
  const importances = [...featureImportances(forest)].map((importance, index) => ({
    name: REFERENCE_TASK.columns[index]?.name ?? `input_${index}`,
    importance,
  }));
  const [
    [trueNegatives = 0, falsePositives = 0] = [],
    [falseNegatives = 0, truePositives = 0] = [],
  ] = matrix;
  return [
    svg(
      "roc_curve",
      rocCurveSvg({
        ...roc,
        auc: evaluation.metrics.auc_roc,
        atHalf: {
          fpr: falsePositives / (falsePositives + trueNegatives),
          tpr: truePositives / (truePositives + falseNegatives),
        },
        nRows: test.nRows,
      }),
    ),
    json("roc_curve", {
      fpr: [...roc.fpr],
      tpr: [...roc.tpr],
      // The first threshold is infinite, for which JSON has no number.
      thresholds: Array.from(roc.thresholds, (value) => Number.isFinite(value) ? value : null),
      auc: evaluation.metrics.auc_roc,
    }),
    svg("confusion_matrix", confusionMatrixSvg(matrix, REFERENCE_TASK.classNames)),
    json("confusion_matrix", { classes: [0, 1], actual_by_predicted: matrix }),
    svg("feature_importances", featureImportancesSvg(importances)),
    json("feature_importances", importances),
  ];
}

function svg(name: string, content: string): ArtifactFile {
  return { path: `plots/${name}.svg`, content };
}

function json(name: string, content: unknown): ArtifactFile {
  return { path: `plots/${name}.json`, content: `${JSON.stringify(content, null, 2)}\n` };
}

import type { Label } from "@mlops/model";
import {
  checkEnsemble,
  eachScoreLink,
  type Link,
  sigmoid,
  softmaxLink,
  twoClassLink,
} from "@mlops/trees";
import { NUMBER } from "./column_traits.ts";
import { EnsemblePredictor } from "./ensemble_predictor.ts";
import type { Estimator } from "./estimator.ts";
import { joinHistTrees, readKnownCategories } from "./hist_trees.ts";
import { PreparedPredictor } from "./prepared_predictor.ts";
import type { Predictor } from "./predictor.ts";

/** Logarithms and exponentials may be off by an ulp, and a softmax by a few. */
const ROUNDING = 1e-12;

const REGRESSOR_LOSSES = new Set([
  "squared_error",
  "absolute_error",
  "quantile",
  "poisson",
  "gamma",
]);

/**
 * Reads gradient boosting of trees over histograms.
 *
 * @param estimator A HistGradientBoostingClassifier or HistGradientBoostingRegressor.
 * @returns What predicts as it does.
 */
export function readHistGradientBoosting(estimator: Estimator): Predictor {
  const { nFeatures } = estimator;
  estimator.version;
  const isClassifier = estimator.name.endsWith("Classifier");
  const classes = isClassifier ? estimator.classes : [];
  const nOutputs = classes.length > 2 ? classes.length : 1;
  const ensemble = joinHistTrees(estimator, {
    nFeatures,
    nOutputs,
    start: estimator.numbers("_baseline_prediction", nOutputs),
    known: readKnownCategories(estimator, nFeatures),
  });
  checkEnsemble(ensemble);
  const link = linkOf(estimator, classes, nOutputs);
  const trees = EnsemblePredictor.of(
    {
      kind: estimator.name,
      task: isClassifier ? "classification" : "regression",
      classes,
      output: isClassifier ? "probabilities" : "value",
      rounding: ROUNDING,
      ensemble,
      encoding: null,
      link,
      space: link === null ? "value" : "margin",
    },
    {
      columns: Array.from(
        { length: nFeatures },
        () => ({ ...NUMBER, isNullable: true, mayBeInfinite: true }),
      ),
      hasScores: true,
    },
  );
  const preprocessor = estimator.optional("_preprocessor");
  if (preprocessor === null) return trees;
  // It moves columns of categories to the front, and the trees count after that.
  const path = `${estimator.path}._preprocessor`;
  return new PreparedPredictor(
    estimator.name,
    [estimator.parts.transformer(preprocessor, path, nFeatures)],
    trees,
  );
}

function linkOf(estimator: Estimator, classes: readonly Label[], nOutputs: number): Link | null {
  const loss = estimator.text("loss");
  if (classes.length > 0) {
    if (loss !== "log_loss") {
      throw estimator.fault(`has loss ${JSON.stringify(loss.slice(0, 40))}`, "unsupported");
    }
    if (nOutputs > 1) return softmaxLink(nOutputs, "scores");
    return twoClassLink(sigmoid, (raw) => raw > 0);
  }
  if (!REGRESSOR_LOSSES.has(loss)) {
    throw estimator.fault(`has loss ${JSON.stringify(loss.slice(0, 40))}`, "unsupported");
  }
  return loss === "poisson" || loss === "gamma" ? eachScoreLink(Math.exp) : null;
}

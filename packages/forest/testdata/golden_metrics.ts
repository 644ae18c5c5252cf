import { EnsembleScorer } from "@mlops/trees";
import { deepEqual, equal } from "node:assert/strict";
import {
  accuracy,
  confusionMatrix,
  f1Score,
  precision,
  recall,
} from "../metrics/classification_metrics.ts";
import { balancedAccuracy, cohenKappa, matthewsCorrelation } from "../metrics/confusion_metrics.ts";
import { crossValScore } from "../metrics/cross_val_score.ts";
import { kFold, stratifiedKFold } from "../folds.ts";
import { permutationImportance } from "../metrics/permutation_importance.ts";
import { predict } from "../predict.ts";
import {
  averagePrecision,
  brierScore,
  logLoss,
  oneVersusRest,
  rocAucOneVersusOne,
} from "../metrics/probability_metrics.ts";
import { fitForest, fitRegressor } from "../random_forest.ts";
import {
  explainedVariance,
  maxError,
  meanAbsoluteError,
  meanAbsolutePercentageError,
  meanPoissonDeviance,
  meanSquaredError,
  medianAbsoluteError,
  r2Score,
} from "../metrics/regression_metrics.ts";
import { rocAucScore } from "../metrics/roc_curve.ts";
import { trainTestSplit } from "../train_test_split.ts";
import { type GoldenCase, type GoldenNumber, numberOf, paramsOf } from "./golden_case.ts";

type Figures = Readonly<Record<string, GoldenNumber | undefined>>;

/** Regression figures of some predictions. */
export type RegressionCase = Figures & {
  readonly y: readonly number[];
  readonly p: readonly number[];
};

/** Classification figures of some probabilities. */
export type ClassCase = Figures & {
  readonly y: readonly number[];
  readonly S: readonly number[];
  readonly K: number;
  readonly pred: readonly number[];
  readonly cm: readonly number[];
};

/** Splits of some rows. */
export interface SplitCase {
  readonly n: number;
  readonly y: readonly number[];
  readonly seed: number;
  readonly ts: number;
  readonly sizes: readonly [number, number];
  readonly k: number;
  readonly [rows: string]: unknown;
}

/** Cross-validation and permutation importances of a forest. */
export interface ModelCase extends Omit<GoldenCase, "out" | "XT" | "sw"> {
  readonly cv: readonly number[];
  readonly pi: readonly number[];
  readonly "pi_mean": readonly number[];
  readonly "pi_std": readonly number[];
}

function compareFigures(expected: Figures, actual: Readonly<Record<string, number>>): void {
  for (const [name, value] of Object.entries(actual)) {
    const golden = expected[name];
    if (golden === undefined || golden === null) continue;
    equal(value, numberOf(golden), name);
  }
}

/** Compares regression figures. */
export function compareRegression(golden: RegressionCase): void {
  const [y, p] = [Float64Array.from(golden.y), Float64Array.from(golden.p)];
  const mse = meanSquaredError(y, p);
  const hasDeviance = golden["poisson"] !== null && golden["poisson"] !== undefined;
  compareFigures(golden, {
    r2: r2Score(y, p),
    mse,
    rmse: Math.sqrt(mse),
    mae: meanAbsoluteError(y, p),
    "median_ae": medianAbsoluteError(y, p),
    ev: explainedVariance(y, p),
    mape: meanAbsolutePercentageError(y, p),
    "max_error": maxError(y, p),
    ...(hasDeviance ? { poisson: meanPoissonDeviance(y, p) } : {}),
  });
}

/** Compares classification figures. */
export function compareClasses(golden: ClassCase): void {
  const { K } = golden;
  const [y, pred] = [Int32Array.from(golden.y), Int32Array.from(golden.pred)];
  const S = Float64Array.from(golden.S);
  const scores = S.filter((_, i) => i % K === 1);
  const by = (average: "macro" | "weighted" | "micro") => ({
    [`prec_${average}`]: precision(y, pred, { average }),
    [`rec_${average}`]: recall(y, pred, { average }),
    [`f1_${average}`]: f1Score(y, pred, { average }),
  });
  const ranked = (average: "macro" | "weighted") => ({
    [`auc_ovr_${average}`]: oneVersusRest(rocAucScore, y, S, { nClasses: K, average }),
    [`auc_ovo_${average}`]: rocAucOneVersusOne(y, S, { nClasses: K, average }),
    [`ap_${average}`]: oneVersusRest(averagePrecision, y, S, { nClasses: K, average }),
  });
  compareFigures(golden, {
    acc: accuracy(y, pred),
    bal: balancedAccuracy(y, pred),
    mcc: matthewsCorrelation(y, pred),
    kappa: cohenKappa(y, pred),
    "log_loss": logLoss(y, S, K),
    ...by("macro"),
    ...by("weighted"),
    ...by("micro"),
    ...ranked("macro"),
    ...ranked("weighted"),
    ...(K > 2 ? {} : {
      auc: rocAucScore(y, scores),
      ap: averagePrecision(y, scores),
      brier: brierScore(y, scores),
      prec: precision(y, pred),
      rec: recall(y, pred),
      f1: f1Score(y, pred),
    }),
  });
  deepEqual(confusionMatrix(y, pred).flat(), golden.cm);
}

/** Compares splits, row by row. */
export function compareSplits(golden: SplitCase): void {
  const { n, seed, ts, k } = golden;
  const y = Int32Array.from(golden.y);
  const compare = (name: string, rows: Int32Array) => deepEqual([...rows], golden[name], name);
  const [trainSize, testSize] = golden.sizes;
  const plain = trainTestSplit(y, { testSize: ts, randomState: seed, stratify: false });
  compare("train", plain.train);
  compare("test", plain.test);
  if (Math.min(trainSize, testSize) > 1) {
    const counted = trainTestSplit(y, { testSize, trainSize, randomState: seed, stratify: false });
    compare("train_n", counted.train);
    compare("test_n", counted.test);
  }
  if (golden["strain"] !== undefined && golden["strain"] !== null) {
    const stratified = trainTestSplit(y, { testSize: ts, randomState: seed, stratify: true });
    compare("strain", stratified.train);
    compare("stest", stratified.test);
  }
  const folds = (name: string, actual: () => Int32Array[]) => {
    if (golden[name] === undefined || golden[name] === null) return;
    deepEqual(actual().map((rows) => [...rows]), golden[name], name);
  };
  folds("kfold", () => kFold(n, { nFolds: k }));
  folds("kfold_shuffled", () => kFold(n, { nFolds: k, randomState: seed }));
  folds("skfold", () => stratifiedKFold(y, { nFolds: k }));
  folds("skfold_shuffled", () => stratifiedKFold(y, { nFolds: k, randomState: seed }));
}

/** Compares scores of folds and permutation importances. */
export function compareModel(golden: ModelCase): void {
  const { F: nFeatures, P } = golden;
  const params = paramsOf(golden);
  const features = Float32Array.from(golden.X, numberOf);
  const isOfClasses = P.task === "classification";
  const targets = isOfClasses ? Int32Array.from(golden.y) : Float64Array.from(golden.y);
  const nFolds = golden.cv.length;
  deepEqual([...crossValScore({ features, nFeatures, targets }, params, { nFolds })], golden.cv);
  const options = { nFeatures, takesMissing: true };
  const forest = isOfClasses
    ? fitForest(features, Int32Array.from(targets), params, options)
    : fitRegressor(features, Float64Array.from(targets), params, options);
  const scorer = new EnsembleScorer(forest);
  const score = (rows: Float32Array) => {
    const scores = scorer.score(rows);
    return isOfClasses
      ? accuracy(Int32Array.from(targets), predict(scores, forest.classes))
      : r2Score(Float64Array.from(targets), scores);
  };
  const nRepeats = golden.pi.length / nFeatures;
  const importance = permutationImportance(features, score, {
    nFeatures,
    nRepeats,
    randomState: golden.seed,
  });
  deepEqual([...importance.losses], golden.pi);
  deepEqual([...importance.mean], golden.pi_mean);
  deepEqual([...importance.std], golden.pi_std);
}

import { pairwiseSum } from "@mlops/forest";
import type { PythonValue } from "@mlops/pickle";
import { ascendingOrder } from "./ascending_order.ts";
import type { Estimator } from "./estimator.ts";
import { featureImportances } from "./importances.ts";
import type { Predictor } from "./predictor.ts";
import { PreparedPredictor } from "./prepared_predictor.ts";
import { Selection } from "./selection.ts";
import type { Transformer } from "./transformer.ts";
import { takesMissing } from "./tree_missing.ts";

/** Since then only ElasticNet and ElasticNetCV themselves, each by its own attribute, are asked. */
const OWN_RATIO_SINCE = 7;

/** Since then a LogisticRegression may be asked for its `l1_ratio` in the place of its `penalty`. */
const LOGISTIC_RATIO_SINCE = 8;

/** Threshold of estimators that make coefficients 0 by themselves. */
const NEARLY_ZERO = 1e-5;

/**
 * Reads what keeps the columns that an estimator finds important.
 *
 * @param estimator A SelectFromModel.
 * @returns What transforms as it does.
 */
export function readSelectFromModel(estimator: Estimator): Transformer {
  const name = estimator.has("estimator_") ? "estimator_" : "estimator";
  const model = estimator.open(estimator.value(name), name);
  const importances = readImportances(estimator, model);
  const threshold = readThreshold(estimator, model, importances);
  const candidates = new Set(mostImportant(importances, readMaxFeatures(estimator)));
  return new Selection(
    estimator,
    Array.from(importances, (it, column) => candidates.has(column) && !(it < threshold)),
    modelTakesMissing(estimator),
  );
}

/**
 * Reads what kept the columns that an estimator was fitted on in the end.
 *
 * @param estimator An RFE, RFECV or SequentialFeatureSelector.
 * @returns What transforms as it does.
 */
export function readSupport(estimator: Estimator): Transformer {
  const isKept = estimator.list("support_").map((it) => {
    if (typeof it === "boolean") return it;
    throw estimator.unfit("support_", "booleans", it);
  });
  if (isKept.length !== estimator.nFeatures) {
    throw estimator.fault(
      `must have ${estimator.nFeatures} booleans as support_: ${isKept.length}`,
    );
  }
  return new Selection(estimator, isKept, modelTakesMissing(estimator));
}

/**
 * Reads an estimator behind the columns that it kept.
 *
 * @param estimator An RFE or RFECV.
 * @returns What predicts as it does.
 */
export function readElimination(estimator: Estimator): Predictor {
  const selection = readSupport(estimator);
  const path = `${estimator.path}.estimator_`;
  const last = estimator.parts.predictor(estimator.value("estimator_"), path);
  if (last.columns.length !== selection.sources.length) {
    throw estimator.fault(
      `must have an estimator_ of the columns kept: takes ${last.columns.length} of ` +
        `${selection.sources.length}`,
    );
  }
  return new PreparedPredictor(`${estimator.name} ${last.kind}`, [selection], last);
}

/** Coefficients by size, of several scores by the norm of all, or the importances of trees. */
function readImportances(estimator: Estimator, model: Estimator): Float64Array {
  const getter = estimator.value("importance_getter");
  if (getter !== "auto" && getter !== "coef_" && getter !== "feature_importances_") {
    throw estimator.fault(
      "selects columns by an importance_getter of its own, which is not supported: leave it out",
      "unsupported",
    );
  }
  if (getter === "feature_importances_" || getter === "auto" && !model.has("coef_")) {
    return featureImportances(model);
  }
  const { shape } = model.array("coef_");
  const { nFeatures } = model;
  const coefficients = model.numbers("coef_");
  if (shape.length === 1 && shape[0] === nFeatures) return coefficients.map(Math.abs);
  if (shape.length !== 2 || shape[0] === 0 || shape[1] !== nFeatures) {
    throw model.fault(`must have coef_ of ${nFeatures} columns: coef_ is [${shape.join(", ")}]`);
  }
  const order = estimator.value("norm_order");
  if (typeof order !== "number" || order === 0 || Number.isNaN(order)) {
    throw estimator.unfit("norm_order", "a number other than 0", order);
  }
  return Float64Array.from({ length: nFeatures }, (_, column) => {
    const own = Array.from(
      { length: shape[0]! },
      (_, k) => Math.abs(coefficients[k * nFeatures + column]!),
    );
    return norm(own, order);
  });
}

/** `numpy.linalg.norm` of numbers >= 0. */
function norm(sizes: readonly number[], order: number): number {
  if (order === Infinity) return Math.max(...sizes);
  if (order === -Infinity) return Math.min(...sizes);
  const sum = (of: (size: number) => number) => sizes.reduce((total, size) => total + of(size), 0);
  if (order === 1) return sum((size) => size);
  if (order === 2) return Math.sqrt(sum((size) => size * size));
  return sum((size) => size ** order) ** (1 / order);
}

function readThreshold(
  estimator: Estimator,
  model: Estimator,
  importances: Float64Array,
): number {
  const threshold = estimator.value("threshold");
  if (threshold === null) return isSparse(model) ? NEARLY_ZERO : mean(importances);
  // Without a limit, as beside max_features, it is minus infinity.
  if (typeof threshold === "number" && !Number.isNaN(threshold)) return threshold;
  const [, scale = "1", reference] = typeof threshold === "string"
    ? /^(?:([^*]*)\*)?\s*(mean|median)\s*$/.exec(threshold) ?? []
    : [];
  const factor = scale.trim() === "" ? NaN : Number(scale);
  if (reference !== undefined && Number.isFinite(factor)) {
    return factor * (reference === "mean" ? mean(importances) : median(importances));
  }
  throw estimator.unfit("threshold", 'a number, "mean", "median" or a multiple of them', threshold);
}

/** Whether it was fitted to make coefficients 0, in which case what is not 0 is kept. */
function isSparse(model: Estimator): boolean {
  const { name, version } = model;
  if (model.optional("penalty") === "l1" || name.includes("Lasso")) return true;
  const isOne = (value: PythonValue) =>
    typeof value === "number" && Math.abs(value - 1) <= 1e-8 + 1e-5;
  const areOnes = (attribute: string) => {
    const value = model.optional(attribute);
    return value !== null && model.itemsOf(value, attribute).every(isOne);
  };
  if (version < OWN_RATIO_SINCE) {
    return name.includes("ElasticNet") &&
      (isOne(model.optional("l1_ratio_")) || isOne(model.optional("l1_ratio")));
  }
  if (name === "ElasticNet") return isOne(model.optional("l1_ratio"));
  if (name === "ElasticNetCV") return isOne(model.optional("l1_ratio_"));
  if (version < LOGISTIC_RATIO_SINCE) return false;
  if (name === "LogisticRegression") return isOne(model.optional("l1_ratio"));
  return name === "LogisticRegressionCV" && areOnes("l1_ratio_");
}

function mean(numbers: Float64Array): number {
  return pairwiseSum(numbers) / numbers.length;
}

function median(numbers: Float64Array): number {
  const ascending = numbers.toSorted();
  const middle = ascending.length >> 1;
  const upper = ascending[middle]!;
  return ascending.length % 2 === 1 ? upper : (ascending[middle - 1]! + upper) / 2;
}

/** How many columns may be kept; `null` if all may. */
function readMaxFeatures(estimator: Estimator): number | null {
  if (estimator.optional("max_features") === null) return null;
  // What a function made of the training is kept beside it.
  return estimator.whole(estimator.has("max_features_") ? "max_features_" : "max_features");
}

/** Columns by their importance, of equal ones the earlier first. */
function mostImportant(importances: Float64Array, limit: number | null): readonly number[] {
  return ascendingOrder(importances.map((it) => -it)).slice(0, limit ?? importances.length);
}

/** A selection takes missing values where the estimator that it was given does. */
function modelTakesMissing(estimator: Estimator): boolean {
  const model = estimator.open(estimator.value("estimator"), "estimator");
  if (/^(HistGradientBoosting|XGB|LGBM)/.test(model.name)) return true;
  if (model.name.startsWith("DecisionTree")) return takesMissing(model, "tree");
  if (model.name.startsWith("RandomForest")) return takesMissing(model, "forest");
  return model.name.startsWith("ExtraTree") && takesMissing(model, "extra trees");
}

/**
 * Ensembles of trees of every kind: one description, one scorer, one explainer.
 *
 * @module
 */

export { checkEnsemble } from "./check_ensemble.ts";
export type { ColumnCodes, ColumnEncoding } from "./encode_columns.ts";
export { encodeColumns } from "./encode_columns.ts";
export { type EnsembleDescription, EnsembleModel } from "./ensemble_model.ts";
export { EnsembleScorer } from "./ensemble_scorer.ts";
export { eachScoreLink, type Link, sigmoid, softmaxLink, twoClassLink } from "./links.ts";
export { nextFloat32Below } from "./next_float32_below.ts";
export { roundDownToFloat32 } from "./round_down_to_float32.ts";
export type { CategorySplits, MissingValues, TreeEnsemble } from "./tree_ensemble.ts";
export { TreeExplainer } from "./tree_shap.ts";

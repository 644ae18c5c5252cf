/**
 * Ensembles of trees of every kind: one description, one scorer, one explainer.
 *
 * @module
 */

export { checkEnsemble } from "./check_ensemble.ts";
export { EnsembleScorer } from "./ensemble_scorer.ts";
export type { CategorySplits, MissingValues, TreeEnsemble } from "./tree_ensemble.ts";

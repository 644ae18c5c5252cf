/**
 * Ensembles of trees of every kind: one description, one scorer, one explainer.
 *
 * @module
 */

export type { CategorySplits, MissingValues, TreeEnsemble } from "./tree_ensemble.ts";

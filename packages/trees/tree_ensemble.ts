/**
 * Trees of any kind as flat typed arrays: what a trainer grows or a file's reader finds, and what the
 * scorer and TreeSHAP walk. One description for forests, boosted trees and their variants, so that a new
 * format is one reader and nothing else.
 *
 * Nodes of all trees lie one after the other, tree by tree; child indices count from the start of the
 * whole array. A node that no root leads to is allowed (XGBoost leaves deleted ones behind).
 *
 * The score of a row is, for each output `k`:
 *
 *     sum = start[k]
 *     for each tree t that adds to k, in order: sum += value of the leaf     (rounded by `arithmetic`)
 *     score[k] = sum / divisor * scale + end[k]                              (each step rounded by it, too)
 */
export interface TreeEnsemble {
  /** Number of input features. */
  readonly nFeatures: number;
  /** Numbers that the score of a row has: classes, or 1 for a margin or a value. */
  readonly nOutputs: number;
  /** What a row's values are rounded to before they are compared. */
  readonly input: "float32" | "float64";
  /** What each sum is rounded to. */
  readonly arithmetic: "float32" | "float64";
  /** Index of each tree's root node, ascending, shape `[nTrees]`. */
  readonly roots: Int32Array;
  /** Output that each tree adds to, shape `[nTrees]`; `null` where a leaf has a value for each output. */
  readonly treeOutputs: Int32Array | null;
  /** Index of the left child, or -1 at a leaf, shape `[nNodes]`. */
  readonly left: Int32Array;
  /** Index of the right child, or -1 at a leaf, shape `[nNodes]`. */
  readonly right: Int32Array;
  /** Feature that the node splits on, or -2 at a leaf, shape `[nNodes]`. */
  readonly feature: Int32Array;
  /**
   * `x` goes left if `x <= threshold`, shape `[nNodes]`; +Infinity occurs. A format that compares by
   * `<` has its thresholds lowered by one step of `input`. Without a meaning where the node splits by
   * categories, and -2 at a leaf.
   */
  readonly threshold: Float64Array;
  /** Where missing values go; `null` if the model takes none. */
  readonly missing: MissingValues | null;
  /** Splits by sets of categories; `null` if there are none. */
  readonly categories: CategorySplits | null;
  /** Weighted training rows of the node, or `null` if the model file does not say, shape `[nNodes]`. */
  readonly cover: Float64Array | null;
  /**
   * What a leaf adds, with learning rates and weights multiplied in (rounded as the format rounds the
   * product): shape `[nNodes]` with `treeOutputs`, else row-major `[nNodes, nOutputs]`. Only leaves need
   * be filled.
   */
  readonly value: Float64Array;
  /** What each sum begins with, shape `[nOutputs]`. */
  readonly start: Float64Array;
  /** What each sum is divided by: the number of trees where their mean counts, else 1. */
  readonly divisor: number;
  /** What the quotient is multiplied by; 1 in most formats. */
  readonly scale: number;
  /** What is added last, shape `[nOutputs]`. */
  readonly end: Float64Array;
}

/** Where rows without a value go. */
export interface MissingValues {
  /** 1 where NaN goes left, 0 where it goes right, shape `[nNodes]`. */
  readonly goesLeft: Uint8Array;
  /**
   * 1 where values within `[-fround(1e-35), fround(1e-35)]` count as missing, too (LightGBM's
   * `zero_as_missing`), shape `[nNodes]`; `null` if there is no such node.
   */
  readonly zeroIsMissing: Uint8Array | null;
}

/**
 * Splits by sets. A value `x` stands for the category `trunc(x)`; one in the node's set goes left, any
 * other goes right, but negative values, NaN and categories that are not known go where missing values go.
 */
export interface CategorySplits {
  /** Set of each node, as an index into `offsets`; -1 where the node compares with its threshold. */
  readonly sets: Int32Array;
  /** Where each set begins in `words`, and where the last one ends, shape `[nSets + 1]`. */
  readonly offsets: Int32Array;
  /** The sets: bit `c % 32` of word `c / 32` is category `c`, which goes left if it is 1. */
  readonly words: Uint32Array;
  /**
   * First category that is never known; values from it on count as missing (XGBoost 2 ** 24, LightGBM
   * 2 ** 31).
   */
  readonly limit: number;
  /** Categories are taken modulo this (HistGradientBoosting 256); `null` if they are not. */
  readonly modulus: number | null;
  /**
   * Known categories of each feature, as bits like those of `words`; `null` for a feature, or for all,
   * whose categories are all known.
   */
  readonly known: readonly (Uint32Array | null)[] | null;
}

/** What makes a split good: by scikit-learn's names; `entropy` and `log_loss` are the same. */
export type CriterionName =
  | "gini"
  | "entropy"
  | "log_loss"
  | "squared_error"
  | "absolute_error"
  | "friedman_mse"
  | "poisson";

/**
 * Hyper-parameters of a forest, with scikit-learn's names. Of numbers of rows and features a whole
 * number is a count and a fraction a share; for a share of 1 write `null`.
 */
export interface ForestParams {
  /** Number of trees, >= 1. */
  readonly nEstimators: number;
  /** The first three are for classes, the others for numbers. */
  readonly criterion: CriterionName;
  /** Whether every threshold is tried (random forests) or one at random (extra trees). */
  readonly splitter: "best" | "random";
  /** Deepest level of a node, >= 1, or `null` for no limit. */
  readonly maxDepth: number | null;
  /** Rows that a node needs to be split, >= 2, or their share in (0, 1]. */
  readonly minSamplesSplit: number;
  /** Rows that each side of a split needs, >= 1, or their share in (0, 1). */
  readonly minSamplesLeaf: number;
  /** Share of the weight of all rows that each side of a split needs, in [0, 0.5]. */
  readonly minWeightFractionLeaf: number;
  /** Features to try at a split: a root or logarithm of their number, a count, a share, or `null` for all. */
  readonly maxFeatures: "sqrt" | "log2" | number | null;
  /** Most leaves, >= 2, the best splits first, or `null` for no limit. */
  readonly maxLeafNodes: number | null;
  /** Impurity that a split must remove, >= 0. */
  readonly minImpurityDecrease: number;
  /** Whether each tree is grown on rows drawn with replacement. */
  readonly bootstrap: boolean;
  /** Rows to draw for each tree: a count, a share in (0, 1), or `null` for as many as there are. */
  readonly maxSamples: number | null;
  /**
   * Weight of each class, ascending by label; `"balanced"`: the rarer the more, by all rows or by those
   * that a tree draws; `null`: 1.
   */
  readonly classWeight: "balanced" | "balanced_subsample" | readonly number[] | null;
  /** For each feature whether the prediction must rise with it (1), fall (-1) or neither (0). */
  readonly monotonicCst: readonly number[] | null;
  /** Complexity, >= 0, above which branches are pruned that gain less. */
  readonly ccpAlpha: number;
  /** Seed of the forest, integer in `[0, 2^32)`. */
  readonly randomState: number;
  /**
   * Values closer than this count as equal: 1e-7 as scikit-learn 1.5 and earlier and 1.8 and later,
   * 0 as 1.6 and 1.7, where a defect (scikit-learn #32259) makes it so.
   */
  readonly featureThreshold: number;
}

/** scikit-learn's defaults for classes, with a seed. */
export const DEFAULT_FOREST_PARAMS: ForestParams = {
  nEstimators: 100,
  criterion: "gini",
  splitter: "best",
  maxDepth: null,
  minSamplesSplit: 2,
  minSamplesLeaf: 1,
  minWeightFractionLeaf: 0,
  maxFeatures: "sqrt",
  maxLeafNodes: null,
  minImpurityDecrease: 0,
  bootstrap: true,
  maxSamples: null,
  classWeight: null,
  monotonicCst: null,
  ccpAlpha: 0,
  randomState: 0,
  featureThreshold: 1e-7,
};

const REGRESSOR = { criterion: "squared_error", maxFeatures: null } as const;
const EXTRA_TREES = { splitter: "random", bootstrap: false } as const;
/** As scikit-learn 1.6 and 1.7, whose trees of numbers, weights and missing values these are. */
const VERSION_1_6 = { ...DEFAULT_FOREST_PARAMS, featureThreshold: 0 } as const;

/** The four estimators of scikit-learn 1.6, each by its defaults. */
export const ESTIMATORS: Readonly<Record<EstimatorName, ForestParams>> = {
  RandomForestClassifier: VERSION_1_6,
  RandomForestRegressor: { ...VERSION_1_6, ...REGRESSOR },
  ExtraTreesClassifier: { ...VERSION_1_6, ...EXTRA_TREES },
  ExtraTreesRegressor: { ...VERSION_1_6, ...REGRESSOR, ...EXTRA_TREES },
};

/** scikit-learn's names of its forests. */
export type EstimatorName =
  | "RandomForestClassifier"
  | "RandomForestRegressor"
  | "ExtraTreesClassifier"
  | "ExtraTreesRegressor";

/** Criteria of classes; all others are of numbers. */
const OF_CLASSES: ReadonlySet<CriterionName> = new Set(["gini", "entropy", "log_loss"]);

/**
 * Tells what a criterion is for.
 *
 * @returns `true` for classes, `false` for numbers.
 */
export function isOfClasses(criterion: CriterionName): boolean {
  return OF_CLASSES.has(criterion);
}

/** One tree as XGBoost keeps it; child indices count within the tree, -1 at a leaf. */
export interface BoosterTree {
  /** Left child of each node, shape `[nNodes]`. */
  readonly left: Int32Array;
  /** Right child of each node, shape `[nNodes]`. */
  readonly right: Int32Array;
  /** Feature that the node splits on, shape `[nNodes]`. */
  readonly feature: Int32Array;
  /** `x` goes left if `x < condition`; at a leaf its value, shape `[nNodes]`. */
  readonly condition: Float32Array;
  /** 1 where missing values go left, shape `[nNodes]`. */
  readonly defaultLeft: ArrayLike<number>;
  /** Sum of the training rows' hessians, shape `[nNodes]`. */
  readonly cover: Float32Array;
  /** Categories that go **right**, by the node that splits by categories. */
  readonly categories: ReadonlyMap<number, Int32Array>;
}

/** What a model file of XGBoost says, whichever of its formats it is in. */
export interface Booster {
  /** `binary:logistic`, … */
  readonly objective: string;
  /** What predictions begin with, before the link: one number, or one for each class. */
  readonly baseScore: Float32Array;
  /** Number of margins of a row: the classes of `multi:…`, else 1. */
  readonly nGroups: number;
  /** Number of input features. */
  readonly nFeatures: number;
  /** Names of the features; empty if the file has none. */
  readonly featureNames: readonly string[];
  /** Whether each feature is categorical; empty if the file does not say. */
  readonly isCategorical: readonly boolean[];
  /** Categories of each feature in the order of their codes, `null` where the file does not tell. */
  readonly categories: readonly (readonly (string | number)[] | null)[];
  /** Best iteration of early stopping, or `null`. */
  readonly bestIteration: number | null;
  /** Trees in the order in which they are added up. */
  readonly trees: readonly BoosterTree[];
  /** Margin that each tree adds to, shape `[nTrees]`. */
  readonly groups: Int32Array;
  /** Weights of dart's trees, shape `[nTrees]`, or `null`. */
  readonly weights: Float32Array | null;
  /** First tree of each iteration, and the number of trees, shape `[nIterations + 1]`. */
  readonly iterations: Int32Array;
}

/** Iterations of a model whose file does not list them: each has as many trees as the others. */
export function equalIterations(nTrees: number, treesPerIteration: number): Int32Array {
  const nIterations = Math.floor(nTrees / Math.max(1, treesPerIteration));
  return Int32Array.from({ length: nIterations + 1 }, (_, i) => i * treesPerIteration);
}

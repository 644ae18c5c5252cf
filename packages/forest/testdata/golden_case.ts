import { EnsembleScorer } from "@mlops/trees";
import { deepEqual, equal } from "node:assert/strict";
import { assembleForest, growTrees, treeSeeds } from "../random_forest.ts";
import type { DecisionTree } from "../decision_tree.ts";
import { featureImportances } from "../metrics/feature_importances.ts";
import { type CriterionName, ESTIMATORS, type ForestParams } from "../forest_params.ts";
import { withClassWeights } from "../grow/class_weights.ts";
import { outOfBag } from "../out_of_bag.ts";
import { columnsOf, tableOfColumns, type Target, type TrainingTable } from "../training_table.ts";

/** A number as the golden files write it: infinite ones in words, NaN as null. */
export type GoldenNumber = number | "inf" | "-inf" | null;

/** A count where a plain number means a share, as in Python `1` and `1.0`. */
type CountOrShare = number | { readonly int: number } | null;

/** A forest of scikit-learn: table, hyper-parameters and all that it says. */
export interface GoldenCase {
  readonly seed: number;
  readonly n: number;
  readonly F: number;
  readonly K: number;
  readonly X: readonly GoldenNumber[];
  readonly XT: readonly GoldenNumber[];
  readonly y: readonly number[];
  readonly sw: readonly number[] | null;
  readonly P: {
    readonly task: "classification" | "regression";
    readonly splitter: "best" | "random";
    readonly "n_estimators": number;
    readonly criterion: CriterionName;
    readonly "max_depth"?: CountOrShare;
    readonly "min_samples_split": CountOrShare;
    readonly "min_samples_leaf": CountOrShare;
    readonly "min_weight_fraction_leaf": number;
    readonly "max_features": CountOrShare | "sqrt" | "log2";
    readonly "max_leaf_nodes"?: CountOrShare;
    readonly "min_impurity_decrease": number;
    readonly bootstrap: boolean;
    readonly "random_state": number;
    readonly "ccp_alpha": number;
    readonly "max_samples"?: CountOrShare;
    readonly "class_weight"?: ForestParams["classWeight"];
    readonly "monotonic_cst"?: readonly number[] | null;
    readonly "oob_score"?: boolean;
  };
  readonly out: {
    readonly trees: readonly Record<string, readonly GoldenNumber[]>[];
    readonly pred: readonly GoldenNumber[];
    readonly imp: readonly GoldenNumber[];
    readonly oob?: readonly GoldenNumber[];
    readonly "oob_score"?: GoldenNumber;
  };
}

/** Turns a golden number into a number. */
export function numberOf(value: GoldenNumber): number {
  return value === null ? NaN : value === "inf" ? Infinity : value === "-inf" ? -Infinity : value;
}

/** Reads a case's hyper-parameters. */
export function paramsOf({ P }: Pick<GoldenCase, "P">): ForestParams {
  const base = ESTIMATORS.RandomForestClassifier;
  return {
    ...base,
    nEstimators: P.n_estimators,
    criterion: P.criterion,
    splitter: P.splitter,
    maxDepth: resolve(P.max_depth),
    minSamplesSplit: resolve(P.min_samples_split) ?? 2,
    minSamplesLeaf: resolve(P.min_samples_leaf) ?? 1,
    minWeightFractionLeaf: P.min_weight_fraction_leaf,
    maxFeatures: typeof P.max_features === "string" ? P.max_features : resolve(P.max_features),
    maxLeafNodes: resolve(P.max_leaf_nodes),
    minImpurityDecrease: P.min_impurity_decrease,
    bootstrap: P.bootstrap,
    maxSamples: resolve(P.max_samples),
    classWeight: P.class_weight ?? null,
    monotonicCst: P.monotonic_cst ?? null,
    ccpAlpha: P.ccp_alpha,
    randomState: P.random_state,
  };
}

/** A share of 1 is all. */
function resolve(value: CountOrShare | undefined): number | null {
  if (value === undefined || value === null) return null;
  if (typeof value === "number") return value === 1 ? null : value;
  return value.int;
}

/** Makes a case's table. */
export function tableOf(golden: GoldenCase): TrainingTable {
  const { n, F, K, P } = golden;
  const target: Target = P.task === "classification"
    ? { kind: "classes", classOf: Int32Array.from(golden.y), nClasses: K }
    : { kind: "numbers", numbers: Float64Array.from(golden.y) };
  const weights = golden.sw === null ? null : Float64Array.from(golden.sw);
  return tableOfColumns(columnsOf(Float32Array.from(golden.X, numberOf), n, F), target, {
    weights: withClassWeights(target, paramsOf(golden), weights),
  });
}

/** Fits a case, and compares all that scikit-learn says of it to the last bit. */
export function compareCase(golden: GoldenCase): void {
  const { F, K, P, out } = golden;
  const params = paramsOf(golden);
  const table = tableOf(golden);
  const trees = growTrees(table, params);
  const classes = P.task === "classification" ? Array.from({ length: K }, (_, c) => c) : [];
  const forest = assembleForest(trees, { nFeatures: F, classes, takesMissing: true });
  compareTrees(trees, out.trees);
  deepEqual([...featureImportances(forest)], out.imp.map(numberOf), "importances");
  const prediction = new EnsembleScorer(forest).score(Float32Array.from(golden.XT, numberOf));
  deepEqual([...prediction], out.pred.map(numberOf), "prediction");
  if (!P.oob_score) return;
  const bag = outOfBag(table, trees, treeSeeds(params), params);
  deepEqual([...bag.prediction], out.oob!.map(numberOf), "out of bag");
  equal(bag.score, numberOf(out.oob_score!), "out-of-bag score");
}

/** Compares all node arrays. */
function compareTrees(trees: readonly DecisionTree[], expected: GoldenCase["out"]["trees"]): void {
  equal(trees.length, expected.length, "trees");
  for (const [t, tree] of trees.entries()) {
    const arrays: Record<string, ArrayLike<number>> = {
      feature: tree.feature, threshold: tree.threshold, n: tree.nNodeSamples, w: tree.cover,
      impurity: tree.impurity, mgl: tree.missingGoesLeft, left: tree.left, right: tree.right,
      value: tree.value,
    };
    for (const [name, actual] of Object.entries(arrays)) {
      const golden = (expected[t]![name]!.flat() as GoldenNumber[]).map(numberOf);
      // 0 and -0 are one number here.
      const plain = (values: ArrayLike<number>) => Array.from(values, (value) => value + 0);
      deepEqual(plain(actual), plain(golden), `${name} of tree ${t}`);
    }
  }
}

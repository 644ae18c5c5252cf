import { MAX_FEATURES, ModelError } from "@mlops/model";
import type { FlatTable } from "./flat_table.ts";

/** What a model file says of its trees. */
export interface CatboostTrees {
  /** Number of input columns. */
  readonly nFeatures: number;
  /** Names of the columns, "" where there is none. */
  readonly featureNames: readonly string[];
  /** Numbers of a row's score. */
  readonly nOutputs: number;
  /** Column of each split, of which trees name the index. */
  readonly splitFeature: Int32Array;
  /** Border of each split: `x > border` sets the bit. */
  readonly splitBorder: Float32Array;
  /** Whether a missing value sets the bit, of each split. */
  readonly splitMissing: Uint8Array;
  /** Splits of all trees, one after the other. */
  readonly treeSplits: Int32Array;
  /** Number of splits of each tree. */
  readonly treeSizes: Int32Array;
  /** Where each tree's splits begin. */
  readonly treeStarts: Int32Array;
  /** Values of all leaves, `nOutputs` each. */
  readonly leafValues: Float64Array;
  /** Weight of the training rows of each leaf; empty if the file does not say. */
  readonly leafWeights: Float64Array;
  /** Steps to the left and to the right, two by two; empty if the trees are oblivious. */
  readonly steps: Uint16Array;
  /** Where the leaf of each node lies in `leafValues`. */
  readonly nodeLeaves: Int32Array;
  /** What the sum is multiplied by. */
  readonly scale: number;
  /** What is added then, shape `[nOutputs]`. */
  readonly bias: Float64Array;
}

/** NanValueTreatment: a missing value counts as larger than every border. */
const AS_TRUE = 2;

/**
 * Reads TModelTrees (`model.fbs` of CatBoost 1.2).
 *
 * @param table The table.
 * @param sizeBytes Size of the file.
 * @returns Its lists.
 * @throws {ModelError} If it is damaged, or has features that are not numbers.
 */
export function readTrees(table: FlatTable, sizeBytes: number): CatboostTrees {
  refuseCategories(table);
  const floats = table.tables(5);
  const features: number[] = [];
  const names: string[] = [];
  const splitFeature: number[] = [];
  const splitBorder: number[] = [];
  const splitMissing: number[] = [];
  for (const [i, float] of floats.entries()) {
    const column = float.int32(2, -1);
    if (column < 0 || column >= MAX_FEATURES) {
      throw new ModelError("damaged", `float feature ${i} must be of a column: is of ${column}`);
    }
    features.push(column);
    names[column] = float.text(4);
    // Two features may point to the same list, and then a file is no bound for its borders.
    if (4 * (splitBorder.length + float.count(3)) > sizeBytes) {
      throw new ModelError("damaged", "the borders must fit the file: are more");
    }
    for (const border of float.floats(3)) {
      splitFeature.push(column);
      splitBorder.push(border);
      splitMissing.push(float.byte(5) === AS_TRUE ? 1 : 0);
    }
  }
  const nFeatures = features.reduce((most, column) => Math.max(most, column + 1), 0);
  const nOutputs = table.int32(0, 1);
  const bias = table.count(16) === 0
    ? new Float64Array(Math.max(0, Math.min(nOutputs, sizeBytes))).fill(table.double(15, 0))
    : table.doubles(16);
  if (nOutputs < 1 || bias.length !== nOutputs || nFeatures < 1) {
    const found = `${nFeatures} features, ${nOutputs} outputs and ${bias.length} biases`;
    throw new ModelError("damaged", `features, outputs and biases must fit: are ${found}`);
  }
  return {
    nFeatures,
    featureNames: Array.from({ length: nFeatures }, (_, i) => names.at(i) ?? ""),
    nOutputs,
    splitFeature: Int32Array.from(splitFeature),
    splitBorder: Float32Array.from(splitBorder),
    splitMissing: Uint8Array.from(splitMissing),
    treeSplits: table.int32s(1),
    treeSizes: table.int32s(2),
    treeStarts: table.int32s(3),
    leafValues: table.doubles(8),
    leafWeights: table.doubles(9),
    steps: table.pairs(10),
    nodeLeaves: table.int32s(11),
    scale: table.double(14, 1),
    bias,
  };
}

/** They need CityHash of the texts and tables behind the trees. */
function refuseCategories(table: FlatTable): void {
  const kinds = { 4: "categorical", 6: "one-hot", 7: "CTR", 12: "text", 13: "estimated" };
  for (const [field, kind] of Object.entries(kinds)) {
    if (table.count(Number(field)) === 0) continue;
    const way = "encode them before, or train another kind of model";
    throw new ModelError(
      "unsupported",
      `CatBoost categorical features are not supported (${kind}): ${way}`,
    );
  }
}

import { crc32 } from "@mlops/zip/crc32";

/**
 * The attributes of a `TreeEnsembleClassifier` node (ai.onnx.ml 1 to 5) that a random forest uses,
 * as parallel arrays: `nodes_*` with one entry per node, `class_*` with one per weight of a leaf.
 */
export interface TreeAttributes {
  /** Number of input features, from the graph's input. */
  readonly nFeatures: number;
  /** `nodes_treeids`: tree of each node, shape `[nNodes]`. */
  readonly treeIds: Int32Array;
  /** `nodes_nodeids`: name of the node within its tree, shape `[nNodes]`. */
  readonly nodeIds: Int32Array;
  /** `nodes_modes`: 1 for `LEAF`, 0 for `BRANCH_LEQ`, shape `[nNodes]`. */
  readonly isLeaf: Uint8Array;
  /** `nodes_featureids`: feature that a branch compares, shape `[nNodes]`. */
  readonly featureIds: Int32Array;
  /** `nodes_values`: a branch is taken to the true side if `x <= value`, shape `[nNodes]`. */
  readonly values: Float32Array;
  /** `nodes_truenodeids`: child for `x <= value`, shape `[nNodes]`. */
  readonly trueIds: Int32Array;
  /** `nodes_falsenodeids`: child for `x > value`, shape `[nNodes]`. */
  readonly falseIds: Int32Array;
  /** `nodes_hitrates`: cover of each node, or 1 everywhere, shape `[nNodes]`; empty if absent. */
  readonly hitrates: Float32Array;
  /** `class_treeids`: tree of each weight's leaf, shape `[nWeights]`. */
  readonly classTreeIds: Int32Array;
  /** `class_nodeids`: each weight's leaf within its tree, shape `[nWeights]`. */
  readonly classNodeIds: Int32Array;
  /** `class_ids`: class that the weight counts for, shape `[nWeights]`. */
  readonly classIds: Int32Array;
  /** `class_weights`: what the leaf adds to its class, shape `[nWeights]`. */
  readonly classWeights: Float32Array;
  /** `classlabels_int64s` or `classlabels_strings`, shape `[nClasses]`. */
  readonly labels: readonly (number | string)[];
}

/** Key of the metadata entry that holds {@linkcode checksum}. */
export const CHECKSUM_KEY = "mlops.forest.crc32";

/**
 * Sums up everything in a forest that changes a score. The writer stores it with the model and the
 * reader compares, so that a damaged byte is found even where the graph stays well-formed; names,
 * versions and the order of fields may change without harm, as other tools rewrite them.
 *
 * @param attributes The forest; its arrays are hashed as they lie in memory, little-endian on every
 * platform that Deno runs on.
 * @returns Eight hexadecimal digits.
 */
export function checksum(attributes: TreeAttributes): string {
  const { nFeatures, labels, isLeaf, classIds } = attributes;
  const sizes = JSON.stringify([nFeatures, isLeaf.length, classIds.length, labels]);
  let crc = crc32(new TextEncoder().encode(sizes));
  for (
    const array of [
      attributes.treeIds,
      attributes.nodeIds,
      isLeaf,
      attributes.featureIds,
      attributes.values,
      attributes.trueIds,
      attributes.falseIds,
      attributes.hitrates,
      attributes.classTreeIds,
      attributes.classNodeIds,
      classIds,
      attributes.classWeights,
    ]
  ) {
    crc = crc32(new Uint8Array(array.buffer, array.byteOffset, array.byteLength), crc);
  }
  return crc.toString(16).padStart(8, "0");
}

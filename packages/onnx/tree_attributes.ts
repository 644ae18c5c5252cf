import { crc32 } from "@mlops/zip/crc32";
import type { GraphColumn } from "./graph_column.ts";

/**
 * The attributes of a `TreeEnsembleClassifier` or `TreeEnsembleRegressor` node (ai.onnx.ml 1 to 5) that
 * a random forest uses, as parallel arrays: `nodes_*` with one entry per node, `class_*` or `target_*`
 * with one per weight of a leaf; and what this package keeps beside them.
 */
export interface TreeAttributes {
  /** Number of input features, from the graph's inputs. */
  readonly nFeatures: number;
  /** The columns that the graph takes, in the order of the features; `null` if it takes rows. */
  readonly columns: readonly GraphColumn[] | null;
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
  /** `nodes_missing_value_tracks_true`: 1 where NaN goes to the true side; empty if it never does. */
  readonly tracksTrue: Uint8Array;
  /** `class_treeids`: tree of each weight's leaf, shape `[nWeights]`. */
  readonly classTreeIds: Int32Array;
  /** `class_nodeids`: each weight's leaf within its tree, shape `[nWeights]`. */
  readonly classNodeIds: Int32Array;
  /** `class_ids`: class that the weight counts for, shape `[nWeights]`. */
  readonly classIds: Int32Array;
  /** `class_weights`: what the leaf adds to its class, shape `[nWeights]`. */
  readonly classWeights: Float32Array;
  /** `classlabels_int64s` or `classlabels_strings`, shape `[nClasses]`; none of a regressor. */
  readonly labels: readonly (number | string)[];
  /**
   * Values of the leaves in the file's order, a number or one for each class, to the last bit; `null`
   * where the weights and the cover tell them.
   */
  readonly leaves: Float64Array | null;
  /** Cover of each node to the last bit; `null` where `hitrates` tells it, shape `[nNodes]`. */
  readonly exactCover: Float64Array | null;
}

/** Key of the metadata entry that holds {@linkcode checksum}. */
export const CHECKSUM_KEY = "mlops.forest.crc32";
/** Key of the metadata entry that holds `leaves`, little-endian float64 in base64. */
export const LEAVES_KEY = "mlops.forest.leaves";
/** Key of the metadata entry that holds `exactCover` in the same way. */
export const COVER_KEY = "mlops.forest.cover";

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
  const { nFeatures, columns, labels, isLeaf, classIds, tracksTrue, leaves, exactCover } =
    attributes;
  // Those of a plain forest are left out, so that the sums of earlier files stay right.
  const further = [tracksTrue, leaves, exactCover].map((array) => array?.length ?? 0);
  const sizes = JSON.stringify([
    nFeatures,
    isLeaf.length,
    classIds.length,
    labels,
    ...columns === null
      ? []
      : [columns.map(({ name, kind, categories }) => [name, kind, categories])],
    ...further.every((length) => length === 0) ? [] : [further],
  ]);
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
      tracksTrue,
      leaves ?? NOTHING,
      exactCover ?? NOTHING,
    ]
  ) {
    crc = crc32(new Uint8Array(array.buffer, array.byteOffset, array.byteLength), crc);
  }
  return crc.toString(16).padStart(8, "0");
}

const NOTHING = new Float64Array(0);

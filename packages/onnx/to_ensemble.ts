import { type ForestEnsemble, forestEnsemble } from "@mlops/forest";
import { type Arrangement, arrangeNodes } from "./arrange_nodes.ts";
import type { GraphColumn } from "./graph_column.ts";
import { OnnxError } from "./onnx_error.ts";
import { placeLeaves } from "./place_leaves.ts";
import { readShares } from "./read_shares.ts";
import type { TreeAttributes } from "./tree_attributes.ts";

/** A forest as it was read from a file. */
export interface DecodedForest extends ForestEnsemble {
  /**
   * Class labels as the file has them, shape `[nClasses]`: the same as `classes` where they are
   * integers; where they are text, `classes` is 0, 1, … and the text is here alone. None of a forest that
   * estimates a number.
   */
  readonly labels: readonly (number | string)[];
  /** The columns that the graph takes, in the order of the features; `null` if it takes rows. */
  readonly columns: readonly GraphColumn[] | null;
}

const LEAF_FEATURE = -2;
const LEAF_THRESHOLD = -2;

/**
 * Makes a forest of a node's attributes.
 *
 * @param attributes The lists of the file.
 * @returns The forest.
 * @throws {OnnxError} If nodes form no trees, or a feature, threshold, class or weight is out of its
 * range.
 */
export function toEnsemble(attributes: TreeAttributes): DecodedForest {
  const { labels, nFeatures, columns, leaves, exactCover, tracksTrue } = attributes;
  const arrangement = arrangeNodes(attributes);
  const { roots, left, right } = arrangement;
  if (roots.length === 0) throw new OnnxError("damaged", "a forest must have a tree: it has none");
  const isText = labels.some((label) => typeof label === "string");
  const classes = labels.map((label, index) => isText ? index : Number(label));
  const isAscending = classes.every((label, index) =>
    index === 0 || label > Number(classes[index - 1])
  );
  if (labels.length === 1 || !isAscending) {
    const found = JSON.stringify(labels.slice(0, 10));
    throw new OnnxError(
      "unsupported",
      `at least 2 ascending class labels are needed: are ${found}`,
    );
  }
  const cover = exactCover === null
    ? readCover(attributes, arrangement)
    : Float64Array.from(arrangement.order, (node) => exactCover[node]!);
  const hasDirections = columns !== null || tracksTrue.length > 0;
  const goesLeft = Uint8Array.from(arrangement.order, (node) => {
    return tracksTrue.length === 0 ? 0 : tracksTrue[node]!;
  });
  return forestEnsemble({
    nFeatures,
    classes,
    labels,
    columns,
    missing: hasDirections ? { goesLeft, zeroIsMissing: null } : null,
    roots,
    left,
    right,
    ...readSplits(attributes, arrangement, hasDirections),
    cover,
    value: leaves === null
      ? readShares(attributes, arrangement, cover)
      : placeLeaves(attributes, arrangement, leaves),
  });
}

function readSplits(
  { featureIds, values, isLeaf, nFeatures, treeIds, nodeIds }: TreeAttributes,
  { order }: Arrangement,
  mayBeInfinite: boolean,
): { feature: Int32Array; threshold: Float64Array } {
  const feature = new Int32Array(order.length).fill(LEAF_FEATURE);
  const threshold = new Float64Array(order.length).fill(LEAF_THRESHOLD);
  for (let index = 0; index < order.length; index += 1) {
    const node = order[index]!;
    if (isLeaf[node] === 1) continue;
    const featureId = featureIds[node]!;
    const value = values[node]!;
    const isSplit = mayBeInfinite && (value === Infinity || Number.isNaN(value));
    if (value === Infinity && !isSplit) {
      const found = `node ${nodeIds[node]} of tree ${treeIds[node]} has ${value}`;
      const what = "thresholds must be finite, which skl2onnx gives up for a forest that was " +
        `trained on missing values, along with where they go: ${found}`;
      throw new OnnxError("unsupported", what);
    }
    if (featureId < 0 || featureId >= nFeatures || !(Number.isFinite(value) || isSplit)) {
      const found = `node ${nodeIds[node]} of tree ${treeIds[node]} has ${featureId} and ${value}`;
      const what = `features must be 0 to ${nFeatures - 1} and thresholds finite: ${found}`;
      throw new OnnxError("damaged", what);
    }
    feature[index] = featureId;
    // No value is <= NaN, which scikit-learn has of a feature whose missing values it overlooks.
    threshold[index] = Number.isNaN(value) ? -Infinity : value;
  }
  return { feature, threshold };
}

// skl2onnx writes 1 for every node, which no tree with a branch can have as its cover.
function readCover(
  { hitrates }: TreeAttributes,
  { order, left, right }: Arrangement,
): Float64Array | null {
  if (hitrates.length === 0) return null;
  const cover = new Float64Array(order.length);
  // A node comes before its children.
  for (let node = cover.length - 1; node >= 0; node -= 1) {
    const rows = hitrates[order[node]!]!;
    if (!Number.isInteger(rows) || rows < 1) return null;
    cover[node] = rows;
    const leftChild = left[node]!;
    if (leftChild < 0) continue;
    if (rows !== cover[leftChild]! + cover[right[node]!]!) return null;
  }
  return cover;
}

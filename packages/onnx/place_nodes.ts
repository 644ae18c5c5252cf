import { nextFloat32Below, type TreeEnsemble } from "@mlops/trees";
import type { Arrangement } from "./arrange_nodes.ts";
import { type EnsembleNode, MODES } from "./ensemble_node.ts";
import { OnnxError } from "./onnx_error.ts";

const LT = MODES.indexOf("BRANCH_LT");
const GTE = MODES.indexOf("BRANCH_GTE");
const GT = MODES.indexOf("BRANCH_GT");

/** What {@linkcode placeNodes} makes. */
export type PlacedNodes =
  & Pick<TreeEnsemble, "left" | "right" | "feature" | "threshold">
  & { readonly goesLeft: Uint8Array };

/**
 * Turns the comparisons of a node's branches into `x <= threshold` goes left: a lower threshold where
 * equal values do not belong, the children's sides exchanged where greater ones do.
 *
 * @param lists The lists of the file.
 * @param arrangement Where each node goes; its left children are those of comparisons that hold.
 * @param nFeatures Number of features.
 * @returns The nodes.
 * @throws {OnnxError} If a feature is out of range, or a threshold no number.
 */
export function placeNodes(
  lists: EnsembleNode,
  { order, left, right }: Arrangement,
  nFeatures: number,
): PlacedNodes {
  const placed = {
    left: left.slice(),
    right: right.slice(),
    feature: new Int32Array(order.length).fill(-2),
    threshold: new Float64Array(order.length).fill(-2),
    goesLeft: new Uint8Array(order.length),
  };
  for (let index = 0; index < order.length; index++) {
    const node = order[index]!;
    if (lists.isLeaf[node] === 1) continue;
    const feature = lists.featureIds[node]!;
    const value = lists.values[node]!;
    if (feature < 0 || feature >= nFeatures || Number.isNaN(value)) {
      const name = `node ${lists.nodeIds[node]} of tree ${lists.treeIds[node]}`;
      const what = `features must be 0 to ${nFeatures - 1} and thresholds numbers: ${name} has ` +
        `${feature} and ${value}`;
      throw new OnnxError("damaged", what);
    }
    const mode = lists.modes[node]!;
    const isGreater = mode === GTE || mode === GT;
    if (isGreater) {
      placed.left[index] = right[index]!;
      placed.right[index] = left[index]!;
    }
    placed.feature[index] = feature;
    placed.threshold[index] = mode === LT || mode === GTE ? nextFloat32Below(value) : value;
    const tracksTrue = lists.tracksTrue[node] === 1;
    placed.goesLeft[index] = Number(tracksTrue !== isGreater);
  }
  return placed;
}

import type { Arrangement } from "./arrange_nodes.ts";
import { leafFactor } from "./leaf_weights.ts";
import { OnnxError } from "./onnx_error.ts";
import { gatherWeights, isSecondClassAlone } from "./read_shares.ts";
import type { TreeAttributes } from "./tree_attributes.ts";

/**
 * Gives the doubles of a file's metadata to their leaves, and holds them to the float32 weights that they
 * were rounded to, which all other programs score with.
 *
 * @param attributes The lists of the file.
 * @param arrangement Where each node goes.
 * @param leaves Values of the leaves in the file's order, row-major `[nLeaves, nOutputs]`.
 * @returns Values of all nodes, row-major `[nNodes, nOutputs]`, zeros at branches.
 * @throws {OnnxError} If a weight is another than its double's, or weights lie anywhere but on leaves.
 */
export function placeLeaves(
  attributes: TreeAttributes,
  arrangement: Arrangement,
  leaves: Float64Array,
): Float64Array {
  const { isLeaf, labels } = attributes;
  const { order, roots } = arrangement;
  const nOutputs = Math.max(1, labels.length);
  const isSingle = labels.length > 0 && isSecondClassAlone(attributes);
  const weights = gatherWeights(attributes, arrangement, isSingle);
  const leafAt = new Int32Array(isLeaf.length);
  let nLeaves = 0;
  for (let node = 0; node < isLeaf.length; node++) if (isLeaf[node] === 1) leafAt[node] = nLeaves++;
  const values = new Float64Array(order.length * nOutputs);
  for (let index = 0; index < order.length; index++) {
    const node = order[index]!;
    if (isLeaf[node] === 0) continue;
    const start = leafAt[node]! * nOutputs;
    const leaf = leaves.subarray(start, start + nOutputs);
    values.set(leaf, index * nOutputs);
    const factor = labels.length === 0 ? null : leafFactor(leaf, roots.length);
    for (let k = isSingle ? 1 : 0; k < nOutputs; k++) {
      const exact = factor === null ? leaf[k]! / roots.length : leaf[k]! * factor;
      const weight = weights[index * nOutputs + k]!;
      if (Math.fround(exact) === weight) continue;
      const what = `a leaf's weight must be that of its double, ${exact}: is ${weight}`;
      throw new OnnxError("damaged", what);
    }
  }
  return values;
}

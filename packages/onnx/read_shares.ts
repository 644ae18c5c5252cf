import type { Arrangement } from "./arrange_nodes.ts";
import { type LeafFacts, recoverShares } from "./leaf_weights.ts";
import { OnnxError } from "./onnx_error.ts";
import type { TreeAttributes } from "./tree_attributes.ts";

// float32 rounds a weight by 6e-8 of itself; a leaf whose weights are further from an average of
// shares belongs to another kind of model.
const TOLERANCE = 1e-5;

/**
 * Turns the weights of the leaves back into class shares: the exact fractions where the cover gives
 * them, else the float32 weights times the number of trees.
 *
 * @param attributes The lists of the file.
 * @param arrangement Where each node goes.
 * @param cover Weighted rows of each node, shape `[nNodes]`, or `null`.
 * @returns Share of each class, row-major `[nNodes, nClasses]`, zeros at branches.
 * @throws {OnnxError} If weights lie anywhere but on leaves, or are no shares of a forest's average.
 */
export function readShares(
  attributes: TreeAttributes,
  arrangement: Arrangement,
  cover: Float64Array | null,
): Float64Array {
  const { left, roots } = arrangement;
  const nClasses = attributes.labels.length;
  const isSingle = isSecondClassAlone(attributes);
  const weights = gatherWeights(attributes, arrangement, isSingle);
  const shares = new Float64Array(weights.length);
  for (let node = 0; node < left.length; node += 1) {
    if (left[node]! >= 0) continue;
    const start = node * nClasses;
    const leaf = weights.subarray(start, start + nClasses);
    const leafShares = shares.subarray(start, start + nClasses);
    const facts = { nTrees: roots.length, cover: cover?.[node] ?? 0, isSingle };
    if (cover !== null && recoverShares(leaf, facts, leafShares)) continue;
    roundShares(leaf, facts, leafShares);
  }
  return shares;
}

/**
 * Tells whether two classes are stored as the second's weight alone, under class id 0, as ONNX Runtime
 * wants them.
 *
 * @returns Whether they are.
 * @throws {OnnxError} If they are stored in a way of their own, as "unsupported".
 */
export function isSecondClassAlone({ classIds, labels }: TreeAttributes): boolean {
  if (labels.length !== 2 || classIds.some((id) => id !== classIds[0])) return false;
  if (classIds.length === 0 || classIds[0] === 0) return true;
  const found = `all are ${classIds[0]}`;
  throw new OnnxError("unsupported", `class_ids of two classes must be 0, or 0 and 1: ${found}`);
}

/**
 * Gives the weights to their leaves.
 *
 * @param attributes The lists of the file.
 * @param arrangement Where each node goes.
 * @param isSingle Whether all are of the second of two classes.
 * @returns Row-major `[nNodes, nOutputs]`, zeros at branches.
 * @throws {OnnxError} If they lie anywhere but on leaves, or are no weights of a forest.
 */
export function gatherWeights(
  attributes: TreeAttributes,
  arrangement: Arrangement,
  isSingle: boolean,
): Float32Array {
  const { classIds, classTreeIds, classNodeIds, classWeights, labels } = attributes;
  const nClasses = Math.max(1, labels.length);
  const weights = new Float32Array(arrangement.left.length * nClasses);
  const isSet = new Uint8Array(weights.length);
  for (let entry = 0; entry < classWeights.length; entry += 1) {
    const node = arrangement.find(classTreeIds[entry]!, classNodeIds[entry]!);
    const classId = isSingle ? 1 : classIds[entry]!;
    const place = node * nClasses + classId;
    if (node === -1 || arrangement.left[node]! >= 0) {
      throw new OnnxError("damaged", `weights must be of leaves: entry ${entry} is of none`);
    }
    if (classId < 0 || classId >= nClasses) {
      const found = `entry ${entry} has ${classId}`;
      throw new OnnxError("damaged", `class_ids must be 0 to ${nClasses - 1}: ${found}`);
    }
    if (isSet[place] === 1) {
      throw new OnnxError(
        "damaged",
        `a leaf must have one weight per class: entry ${entry} is a second`,
      );
    }
    isSet[place] = 1;
    const weight = classWeights[entry]!;
    if (!(weight >= 0 && weight < Infinity) && !(labels.length === 0 && Number.isFinite(weight))) {
      const reason = Number.isFinite(weight) ? "unsupported" : "damaged";
      throw new OnnxError(
        reason,
        `class_weights must be finite and >= 0: entry ${entry} is ${weight}`,
      );
    }
    weights[place] = weight;
  }
  return weights;
}

function roundShares(
  weights: Float32Array,
  { nTrees, isSingle }: LeafFacts,
  shares: Float64Array,
): void {
  for (let index = 0; index < weights.length; index += 1) {
    shares[index] = weights[index]! * nTrees;
  }
  if (isSingle) {
    const share = shares[1]!;
    // The weight of a pure leaf, 1 / nTrees, may have been rounded up or down.
    const isWhole = weights[1] === Math.fround(1 / nTrees);
    shares[1] = isWhole || share > 1 && share <= 1 + TOLERANCE ? 1 : share;
    shares[0] = Math.max(0, 1 - shares[1]!);
  }
  let sum = 0;
  for (let index = 0; index < shares.length; index += 1) sum += shares[index]!;
  if (Math.abs(sum - 1) <= TOLERANCE) return;
  const found = `a leaf has ${[...weights.subarray(0, 5)].join(", ")}`;
  const what = `the weights of a leaf must add up to 1 / ${nTrees}, the number of trees: ${found}`;
  throw new OnnxError("unsupported", what);
}

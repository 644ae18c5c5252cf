import type { CategorySplits, TreeEnsemble } from "./tree_ensemble.ts";

/** Values this near to 0 are missing where zeros are, as in LightGBM's kZeroThreshold. */
export const NEAR_ZERO = Math.fround(1e-35);

/**
 * Scores rows as the description of {@linkcode TreeEnsemble} says it, node by node: what faster scorers
 * are held to.
 *
 * @param ensemble The trees, checked.
 * @param numbers Row-major `[nRows, nFeatures]`, not yet rounded.
 * @param out Takes the result, row-major `[nRows, nOutputs]`.
 */
export function scoreExactly(
  ensemble: TreeEnsemble,
  numbers: Float64Array | Float32Array,
  out: Float64Array,
): void {
  const { nFeatures, nOutputs, roots, treeOutputs, value, start, end, divisor, scale } = ensemble;
  const round = ensemble.arithmetic === "float32" ? Math.fround : (x: number) => x;
  const sums = new Float64Array(nOutputs);
  for (let row = 0; row < numbers.length / nFeatures; row++) {
    sums.set(start);
    for (let tree = 0; tree < roots.length; tree++) {
      const leaf = findLeaf(ensemble, roots[tree]!, numbers, row * nFeatures);
      if (treeOutputs === null) {
        for (let k = 0; k < nOutputs; k++) {
          sums[k] = round(sums[k]! + value[leaf * nOutputs + k]!);
        }
      } else {
        const k = treeOutputs[tree]!;
        sums[k] = round(sums[k]! + value[leaf]!);
      }
    }
    for (let k = 0; k < nOutputs; k++) {
      out[row * nOutputs + k] = round(round(round(sums[k]! / divisor) * scale) + end[k]!);
    }
  }
}

function findLeaf(
  ensemble: TreeEnsemble,
  root: number,
  numbers: Float64Array | Float32Array,
  at: number,
): number {
  const { left, right, feature } = ensemble;
  let node = root;
  while (left[node]! >= 0) {
    const x = numbers[at + feature[node]!]!;
    node = goesLeft(ensemble, node, x) ? left[node]! : right[node]!;
  }
  return node;
}

/**
 * Tells which way a value goes.
 *
 * @param ensemble The trees.
 * @param node A node that splits.
 * @param number Value of its feature, not yet rounded.
 * @returns Whether it goes to the left child.
 */
export function goesLeft(ensemble: TreeEnsemble, node: number, number: number): boolean {
  const { missing, categories, threshold, feature } = ensemble;
  const x = ensemble.input === "float32" ? Math.fround(number) : number;
  const isMissing = Number.isNaN(x) ||
    (missing?.zeroIsMissing?.[node] === 1 && Math.abs(x) <= NEAR_ZERO);
  if (isMissing) return missing?.goesLeft[node] === 1;
  const set = categories?.sets[node] ?? -1;
  if (set < 0) return x <= threshold[node]!;
  const side = sideOf(categories!, set, feature[node]!, x);
  return side === "missing" ? missing?.goesLeft[node] === 1 : side === "left";
}

function sideOf(
  { offsets, words, limit, modulus, known }: CategorySplits,
  set: number,
  feature: number,
  x: number,
): "left" | "right" | "missing" {
  if (x < 0 || x >= limit) return "missing";
  const category = modulus === null ? Math.trunc(x) : Math.trunc(x) % modulus;
  if (has(words, offsets[set]!, offsets[set + 1]!, category)) return "left";
  const ofFeature = known?.[feature] ?? null;
  const isKnown = ofFeature === null || has(ofFeature, 0, ofFeature.length, category);
  return isKnown ? "right" : "missing";
}

function has(words: Uint32Array, from: number, to: number, category: number): boolean {
  const word = from + Math.floor(category / 32);
  return word < to && (words[word]! >>> category % 32 & 1) === 1;
}

import { gaussLegendre } from "./gauss_legendre.ts";
import { type PathShares, pathShares } from "./path_shares.ts";
import type { TreeEnsemble } from "./tree_ensemble.ts";

/**
 * Explains a probability by the features: exact path-dependent TreeSHAP.
 *
 * Lundberg et al., "From local explanations to global understanding with explainable AI for trees"
 * (2020), algorithm 2, in time linear in the nodes. A leaf of value `v` whose path asks `d` features
 * adds to feature `i` among them
 *
 *     v (o[i] - z[i]) Σ_S |S|! (d - |S| - 1)! / d!  Π_{j ∈ S} o[j]  Π_{j ∉ S} z[j]
 *
 * `o[j]` is 1 if the row takes all turns of the path on `j`, else 0; `z[j]` is the share of the
 * training rows that do; S runs over the sets of the other features. As the factorials are
 * `∫ t^|S| (1 - t)^(d - |S| - 1) dt` over [0, 1], the sum is
 *
 *     v (o[i] - z[i]) ∫ Π_{j ≠ i} (t o[j] + (1 - t) z[j]) dt
 *
 * Gauss-Legendre quadrature makes that an exact sum over `d / 2` points `t`. At each the product is
 * carried from the root to the leaves, and the leaves' products are added up on the way back. A
 * feature that a path does not ask has `o = z = 1`, hence the factor 1 and the contribution 0.
 *
 * @example The contributions and the expected value add up to the probability
 * ```ts
 * import { DEFAULT_FOREST_PARAMS, fitForest, ForestScorer, TreeExplainer } from "@mlops/forest";
 * import { ok } from "node:assert/strict";
 *
 * const features = Float32Array.of(0, 5, 1, 3, 2, 8, 3, 1, 10, 2, 11, 7, 12, 4, 13, 6);
 * const labels = Int32Array.of(0, 0, 0, 0, 1, 1, 1, 1);
 * const forest = fitForest(features, labels, DEFAULT_FOREST_PARAMS, { nFeatures: 2 });
 * const row = Float32Array.of(11.5, 3);
 *
 * const explainer = new TreeExplainer(forest);
 * const [first, second] = explainer.shapValues(row, 1);
 * const [, probability] = new ForestScorer(forest).predictProba(row);
 * ok(Math.abs(explainer.expectedValue(1) + first! + second! - probability!) < 1e-12);
 * ```
 */
export class TreeExplainer {
  readonly #ensemble: TreeEnsemble;
  readonly #expectedValues: Float64Array;
  readonly #paths: PathShares;
  readonly #points: Float64Array;
  readonly #weights: Float64Array;
  // 1 / (t + (1 - t) z) of the turns down to a node, row-major [nNodes, nPoints].
  readonly #inverse: Float64Array;
  // Whether the row takes these turns, shape [nNodes].
  readonly #isTaken: Uint8Array;
  // Of one tree: products on the way down, their sums on the way back, row-major [nTreeNodes, nPoints].
  readonly #products: Float64Array;

  /**
   * Prepares an ensemble for explaining.
   *
   * @param ensemble The forest.
   * @throws {TypeError} If its nodes' cover is unknown, as in model files of other programs.
   */
  constructor(ensemble: TreeEnsemble) {
    const { cover, left, roots } = ensemble;
    if (cover === null) {
      throw new TypeError(
        "Cannot explain the forest as each node's training rows must be known: the model has none",
      );
    }
    const nNodes = left.length;
    const paths = pathShares(ensemble, cover);
    // n points are exact up to degree 2 n - 1; the product without one feature has one less than d.
    const { points, weights } = gaussLegendre(Math.max(1, Math.ceil(paths.maxFeatures / 2)));
    this.#ensemble = ensemble;
    this.#expectedValues = expectedValues(ensemble, cover);
    this.#paths = paths;
    this.#points = points;
    this.#weights = weights;
    this.#inverse = new Float64Array(nNodes * points.length);
    for (let i = 0; i < this.#inverse.length; i++) {
      const t = points[i % points.length]!;
      this.#inverse[i] = 1 / (t + (1 - t) * paths.share[Math.floor(i / points.length)]!);
    }
    this.#isTaken = new Uint8Array(nNodes).fill(1);
    const sizes = Array.from(roots, (root, t) => (roots[t + 1] ?? nNodes) - root);
    this.#products = new Float64Array(Math.max(...sizes) * points.length);
  }

  /**
   * Tells the probability of a class without knowing any feature: the mean over the training rows,
   * as each tree drew them.
   *
   * @param classIndex Position in the ensemble's `classes`.
   * @returns In `[0, 1]`.
   * @throws {RangeError} If there is no such class.
   */
  expectedValue(classIndex: number): number {
    const value = this.#expectedValues[classIndex];
    if (value === undefined) {
      throw new RangeError(
        `Cannot explain as the class index must be an integer in [0, ${
          this.#expectedValues.length - 1
        }]: is ${classIndex}`,
      );
    }
    return value;
  }

  /**
   * Shares the difference between the row's probability and the expected value among the features.
   *
   * @param row The row, shape `[nFeatures]`.
   * @param classIndex Position in the ensemble's `classes`.
   * @returns Contribution of each feature, shape `[nFeatures]`; with the expected value they add up to
   * the probability.
   * @throws {RangeError} If the row has another length, or there is no such class.
   */
  shapValues(row: Float32Array, classIndex: number): Float64Array {
    this.expectedValue(classIndex);
    const { roots, left, nFeatures } = this.#ensemble;
    if (row.length !== nFeatures) {
      throw new RangeError(
        `Cannot explain as the row must hold ${nFeatures} values: holds ${row.length}`,
      );
    }
    const contributions = new Float64Array(nFeatures);
    for (let t = 0; t < roots.length; t++) {
      const end = roots[t + 1] ?? left.length;
      this.#multiplyDown(roots[t]!, end, row);
      this.#addUp(roots[t]!, end, classIndex, row, contributions);
    }
    return contributions.map((sum) => sum / roots.length);
  }

  #multiplyDown(root: number, end: number, row: Float32Array): void {
    const { left, right, feature, threshold } = this.#ensemble;
    const { share, previous } = this.#paths;
    const [points, inverse, isTaken, products] = [
      this.#points,
      this.#inverse,
      this.#isTaken,
      this.#products,
    ];
    const nPoints = points.length;
    products.set(this.#weights);
    for (let node = root; node < end; node++) {
      if (left[node]! < 0) continue;
      const turn = previous[node]!;
      const goesLeft = row[feature[node]!]! <= threshold[node]!;
      const near = goesLeft ? left[node]! : right[node]!;
      const far = goesLeft ? right[node]! : left[node]!;
      isTaken[near] = isTaken[turn]!;
      isTaken[far] = 0;
      const [from, toNear, toFar] = [
        (node - root) * nPoints,
        (near - root) * nPoints,
        (far - root) * nPoints,
      ];
      if (isTaken[turn] === 0) {
        const nearRatio = share[near]! / share[turn]!;
        const farRatio = share[far]! / share[turn]!;
        for (let k = 0; k < nPoints; k++) {
          products[toNear + k] = products[from + k]! * nearRatio;
          products[toFar + k] = products[from + k]! * farRatio;
        }
        continue;
      }
      for (let k = 0; k < nPoints; k++) {
        const t = points[k]!;
        const others = products[from + k]! * inverse[turn * nPoints + k]!;
        products[toNear + k] = others * (t + (1 - t) * share[near]!);
        products[toFar + k] = others * (1 - t) * share[far]!;
      }
    }
  }

  #addUp(
    root: number,
    end: number,
    classIndex: number,
    row: Float32Array,
    contributions: Float64Array,
  ): void {
    const { left, right, feature, threshold, value, classes } = this.#ensemble;
    const { share, previous } = this.#paths;
    const [points, inverse, isTaken, products] = [
      this.#points,
      this.#inverse,
      this.#isTaken,
      this.#products,
    ];
    const nPoints = points.length;
    for (let node = end - 1; node >= root; node--) {
      const at = (node - root) * nPoints;
      if (left[node]! < 0) {
        const leaf = value[node * classes.length + classIndex]!;
        for (let k = 0; k < nPoints; k++) products[at + k]! *= leaf;
        continue;
      }
      const atLeft = (left[node]! - root) * nPoints;
      const atRight = (right[node]! - root) * nPoints;
      for (let k = 0; k < nPoints; k++) {
        products[at + k] = products[atLeft + k]! + products[atRight + k]!;
      }
      const turn = previous[node]!;
      // A feature whose turns the row has left before: (o - z) over its factor is -1 / (1 - t) above
      // and below this node alike.
      if (isTaken[turn] === 0) continue;
      const goesLeft = row[feature[node]!]! <= threshold[node]!;
      const near = goesLeft ? left[node]! : right[node]!;
      const atNear = goesLeft ? atLeft : atRight;
      const atFar = goesLeft ? atRight : atLeft;
      const gain = 1 - share[near]!;
      const loss = 1 - share[turn]!;
      let sum = 0;
      for (let k = 0; k < nPoints; k++) {
        sum += gain * inverse[near * nPoints + k]! * products[atNear + k]! -
          products[atFar + k]! / (1 - points[k]!) -
          loss * inverse[turn * nPoints + k]! * products[at + k]!;
      }
      contributions[feature[node]!]! += sum;
    }
  }
}

function expectedValues(ensemble: TreeEnsemble, cover: Float64Array): Float64Array {
  const { classes, roots, left, value } = ensemble;
  const nClasses = classes.length;
  const sums = new Float64Array(nClasses);
  for (let t = 0; t < roots.length; t++) {
    const root = roots[t]!;
    const end = roots[t + 1] ?? left.length;
    for (let node = root; node < end; node++) {
      if (left[node]! >= 0) continue;
      const share = cover[node]! / cover[root]!;
      for (let c = 0; c < nClasses; c++) sums[c]! += share * value[node * nClasses + c]!;
    }
  }
  return sums.map((sum) => sum / roots.length);
}

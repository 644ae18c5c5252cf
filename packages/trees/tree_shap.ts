import { allAtOnce } from "@mlops/model";
import { type Piece, PIECE_COST, type PreparedTrees, prepareTrees } from "./prepare_trees.ts";
import type { TreeEnsemble } from "./tree_ensemble.ts";
import { TREE } from "./tree_shap_memory.ts";

/** Splits that are prepared in some 1 ms. */
const PIECE_SPLITS = 2_000;

/** What was prepared, or why it cannot be, as long as the ensemble is there: once for all explainers. */
const PREPARED = new WeakMap<TreeEnsemble, PreparedTrees | string>();

/**
 * Explains a score by the features: exact path-dependent TreeSHAP, for trees of any kind, in the
 * ensemble's own space.
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
 */
export class TreeExplainer {
  readonly #ensemble: TreeEnsemble;
  readonly #prepared: PreparedTrees;

  /**
   * Prepares an ensemble for explaining, which takes some 0.5 µs a node: {@linkcode prepare} does it in
   * pieces.
   *
   * @param ensemble The trees, checked by `checkEnsemble`.
   * @throws {RangeError} If it cannot be explained, as {@linkcode prepare} tells.
   */
  constructor(ensemble: TreeEnsemble) {
    let prepared = PREPARED.get(ensemble);
    if (prepared === undefined) {
      prepared = allAtOnce(prepareTrees(ensemble, Infinity));
      PREPARED.set(ensemble, prepared);
    }
    if (typeof prepared === "string") {
      throw new RangeError(`Cannot explain the model as ${prepared}`);
    }
    this.#ensemble = ensemble;
    this.#prepared = prepared;
  }

  /**
   * Prepares an ensemble as the constructor does, in pieces between which others may have their turn.
   *
   * @param ensemble The trees, checked by `checkEnsemble`.
   * @param pieceSplits Splits that a piece has at least; by default those of some 1 ms.
   * @returns Yields after each piece, and returns `null`, or a sentence's second half why it cannot be
   * explained.
   */
  static *prepare(
    ensemble: TreeEnsemble,
    pieceSplits: number = PIECE_SPLITS,
  ): Generator<void, string | null, void> {
    const known = PREPARED.get(ensemble);
    const prepared = known ?? (yield* prepareTrees(ensemble, pieceSplits));
    PREPARED.set(ensemble, prepared);
    return typeof prepared === "string" ? prepared : null;
  }

  /**
   * Tells an output without knowing any feature: the mean over the training rows, as each tree saw them.
   *
   * @param output In `[0, nOutputs)`.
   * @returns The expected output.
   * @throws {RangeError} If there is no such output.
   */
  expectedValue(output: number): number {
    const value = this.#prepared.baseValues[output];
    if (value === undefined) {
      throw new RangeError(
        `Cannot explain as the output must be an integer in [0, ${
          this.#prepared.baseValues.length - 1
        }]: is ${output}`,
      );
    }
    return value;
  }

  /**
   * Tells the price of an explanation beforehand.
   *
   * @param output In `[0, nOutputs)`.
   * @returns Splits of its trees times points of the quadrature; one takes some 4 ns.
   * @throws {RangeError} If there is no such output.
   */
  cost(output: number): number {
    const { first, end } = this.#treesOf(output);
    const nSplits = this.#prepared.sizes.slice(first, end).reduce((sum, size) => sum + size, 0);
    return 2 * this.#prepared.memory.layout.nVectors * nSplits;
  }

  /**
   * Shares the difference between the row's output and the expected value among the features.
   *
   * @param row The row, shape `[nFeatures]`; NaN is missing.
   * @param output In `[0, nOutputs)`.
   * @returns Contribution of each feature, shape `[nFeatures]`; with the expected value they add up to
   * the output.
   * @throws {ValueError} If a value is missing and the ensemble takes no missing values.
   * @throws {RangeError} If the row has another length, or there is no such output.
   */
  shapValues(row: Float64Array | Float32Array, output: number): Float64Array {
    const contributions = new Float64Array(this.#ensemble.nFeatures);
    for (const _ of this.explain(row, output, { out: contributions, pieceCost: Infinity })) {
      // One piece.
    }
    return contributions;
  }

  /**
   * Explains a row as {@linkcode shapValues} does, in pieces between which others may have their turn.
   *
   * @param row The row, shape `[nFeatures]`; it must stay as it is until the end.
   * @param output In `[0, nOutputs)`.
   * @param options Where the contributions go, zeros at first, shape `[nFeatures]`; and the most that a
   * piece may cost, as {@linkcode cost} counts it, by default about 0.4 ms.
   * @returns Yields after each piece; after the last one `out` has the contributions.
   */
  *explain(
    row: Float64Array | Float32Array,
    output: number,
    options: { readonly out: Float64Array; readonly pieceCost?: number },
  ): Generator<void, void, void> {
    const { out, pieceCost = PIECE_COST } = options;
    const { nFeatures, divisor, scale } = this.#ensemble;
    const { first, end } = this.#treesOf(output);
    if (row.length !== nFeatures) {
      throw new RangeError(
        `Cannot explain as the row must hold ${nFeatures} values: holds ${row.length}`,
      );
    }
    const { layout, sums, treesAt, valueStride } = this.#prepared.memory;
    for (let from = first; from < end;) {
      let to = from + 1;
      let cost = 2 * layout.nVectors * this.#prepared.sizes[from]!;
      while (to < end && (cost += 2 * layout.nVectors * this.#prepared.sizes[to]!) <= pieceCost) {
        to++;
      }
      // Another explanation may have used the memory since the last piece.
      this.#prepared.columns.fill(row, 0, 1, this.#prepared.memory.row);
      sums.fill(0);
      this.#prepared.run(
        treesAt + TREE.bytes * from,
        treesAt + TREE.bytes * to,
        valueStride * output,
      );
      for (let f = 0; f < nFeatures; f++) {
        out[f]! += (sums[2 * f]! + sums[2 * f + 1]!) / divisor * scale;
      }
      from = to;
      yield;
    }
  }

  #treesOf(output: number): Piece {
    this.expectedValue(output);
    return this.#prepared.trees[this.#ensemble.treeOutputs === null ? 0 : output]!;
  }
}

import { allAtOnce } from "@mlops/model";
import type { BlockScorer, PricedScorer } from "./block_scorer.ts";
import { Pace } from "./pace.ts";
import { planColumns, type RowColumns, type RowNumbers } from "./row_columns.ts";
import { scanScorers } from "./scan_scorer.ts";
import type { TreeEnsemble } from "./tree_ensemble.ts";
import { walkScorer } from "./walk_scorer.ts";

/** Rows after which the scan is prepared, which takes some milliseconds: a start is not to wait for it. */
const MIN_SCANNED_ROWS = 64;

/**
 * Scores rows with trees of any kind, exactly as {@linkcode TreeEnsemble} says.
 *
 * A row walks through eight trees in lockstep and without a branch, so that the processor never
 * guesses a turn and always has eight loads under way. The walk is WebAssembly, which is made for the
 * ensemble: V8 leaves out there what JavaScript must ask at each load, whether the index is within the
 * array, and compares 32-bit floats as they are. Tried on the reference forest (100 trees, 13 658 nodes,
 * rows of the data set in varied order, one core of a shared x86-64 machine), in µs a row, best of many
 * rounds; the first group on a machine that was twice as fast as for the second:
 *
 * - JavaScript, one tree after the other, with branches: 5.3;
 * - four trees in lockstep, `x <= t ? 0 : 1`, which V8 compiles to a branch: 3.4;
 * - `Number(x > t)`, which it does not: 1.41 with four trees, 1.16 with eight, 1.22 with ten;
 * - that on float64, on integers in the order of the floats, or with threshold and link side by side:
 *   1.20, 1.20 and 1.15 at best;
 * - features replaced by their positions among the thresholds, a node in one integer: 1.23.
 *
 * - the best of these: 2.62; WebAssembly: 1.70 with eight trees, 1.85 with six, 1.68 with thirteen;
 * - that on integers in the order of the floats: 1.50; not kept, as a service, whose cache is cold, was
 *   not faster with it;
 * - with a link's parts, threshold and column in arrays of their own: 1.67; with nodes in an order that
 *   keeps two or three levels in one line of the cache: 1.69;
 * - a batch of 1 000: 1.58, in JavaScript, tree by tree with eight rows, 2.22.
 *
 * Once it is worth to prepare it, trees of up to 256 leaves are scanned instead: all their splits are
 * asked, 16 by each instruction. In µs a row, on a third machine, walk and scan in alternation:
 *
 * - the reference forest: 1.56 and 1.22; in a batch 1.25 and 0.44;
 * - 500 trees of XGBoost of depth 6: 5.4 and 4.3; in a batch 4.0 and 1.5;
 * - 500 trees of LightGBM of 31 leaves, which are up to 20 deep: 10.2 and 3.7; in a batch 10 and 1.6.
 */
export class EnsembleScorer {
  readonly #ensemble: TreeEnsemble;
  readonly #columns: RowColumns;
  readonly #walk: PricedScorer;
  /** Made once it is worth it; `null` where the trees are too large. */
  #scan: ReturnType<typeof scanScorers> | undefined;
  #nScored = 0;

  /**
   * Lays out an ensemble for scoring; later changes to its arrays are not seen.
   *
   * @param ensemble The trees, checked by `checkEnsemble`.
   * @throws {RangeError} If the trees do not fit into 4 GiB.
   * @throws {WebAssembly.CompileError} If the host allows no WebAssembly, as a page does whose policy
   * has no `'wasm-unsafe-eval'`.
   */
  constructor(ensemble: TreeEnsemble) {
    this.#ensemble = ensemble;
    this.#columns = allAtOnce(planColumns(ensemble, new Pace(Infinity)));
    this.#walk = walkScorer(ensemble, this.#columns);
  }

  /**
   * Scores rows.
   *
   * @param numbers Row-major `[nRows, nFeatures]`, not yet rounded to the ensemble's input; NaN is
   * missing.
   * @param nRows Number of rows; by default as many as there are.
   * @param out Takes the result, if given; at least `[nRows, nOutputs]`.
   * @returns Row-major `[nRows, nOutputs]`.
   * @throws {ValueError} If a value is missing and the ensemble takes no missing values.
   * @throws {RangeError} If `numbers` holds another number of values, or `out` too few.
   */
  score(
    numbers: Float64Array | Float32Array,
    nRows: number = numbers.length / this.#ensemble.nFeatures,
    out?: Float64Array,
  ): Float64Array {
    const { nFeatures, nOutputs } = this.#ensemble;
    if (numbers.length !== nRows * nFeatures || !Number.isInteger(nRows)) {
      throw new RangeError(
        `Cannot score as each row must hold ${nFeatures} values: ` +
          `are ${numbers.length} for ${nRows} rows`,
      );
    }
    const scores = out ?? new Float64Array(nRows * nOutputs);
    if (scores.length < nRows * nOutputs) {
      throw new RangeError(
        `Cannot score as out must hold ${nRows * nOutputs} values: holds ${scores.length}`,
      );
    }
    for (let first = 0; first < nRows;) {
      const scorer = this.#scorerOf(nRows - first);
      const end = Math.min(nRows, first + scorer.blockRows);
      this.#scoreBlock(scorer, numbers, first, end, scores);
      first = end;
    }
    return scores;
  }

  /** The one that is faster for so many rows. */
  #scorerOf(nRows: number): PricedScorer {
    this.#nScored += nRows;
    if (this.#scan === undefined) {
      if (this.#nScored < MIN_SCANNED_ROWS) return this.#walk;
      this.#scan = scanScorers(this.#ensemble, this.#columns);
    }
    if (this.#scan === null) return this.#walk;
    const { block, row } = this.#scan;
    const walkCost = this.#walk.cost / this.#walk.blockRows;
    const single = row !== null && row.cost < walkCost ? row : this.#walk;
    return block.cost < Math.min(nRows, block.blockRows) * Math.min(walkCost, row?.cost ?? Infinity)
      ? block
      : single;
  }

  #scoreBlock(
    { rows, sums, sumStride, run }: BlockScorer,
    numbers: RowNumbers,
    first: number,
    end: number,
    scores: Float64Array,
  ): void {
    this.#columns.fill(numbers, first, end, rows);
    const { nOutputs, start, divisor, scale, end: last, arithmetic } = this.#ensemble;
    const nRows = end - first;
    for (let row = 0; row < nRows; row++) {
      for (let k = 0; k < nOutputs; k++) sums[row * sumStride + k] = start[k]!;
    }
    run(nRows);
    const isSingle = arithmetic === "float32";
    let to = first * nOutputs;
    for (let row = 0; row < nRows; row++) {
      for (let k = 0; k < nOutputs; k++) {
        const sum = sums[row * sumStride + k]!;
        scores[to++] = isSingle
          ? Math.fround(Math.fround(Math.fround(sum / divisor) * scale) + last[k]!)
          : sum / divisor * scale + last[k]!;
      }
    }
  }
}

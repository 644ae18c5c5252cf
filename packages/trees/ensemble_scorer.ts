import { planColumns, type RowColumns } from "./row_columns.ts";
import type { TreeEnsemble } from "./tree_ensemble.ts";
import { layOutWalk, type WalkMemory } from "./walk_memory.ts";
import { walkModule } from "./walk_module.ts";
import { FUNCTION_EXPORT, IMPORT_MODULE, MEMORY_IMPORT } from "./wasm_binary.ts";

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
 */
export class EnsembleScorer {
  readonly #ensemble: TreeEnsemble;
  readonly #columns: RowColumns;
  readonly #memory: WalkMemory;
  /** Walks the rows up to an address. */
  readonly #walk: (rowsEnd: number) => void;

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
    this.#columns = planColumns(ensemble);
    this.#memory = layOutWalk(ensemble, this.#columns);
    const { memory, layout } = this.#memory;
    const imports = { [IMPORT_MODULE]: { [MEMORY_IMPORT]: memory } };
    const module = new WebAssembly.Module(walkModule(layout));
    const { exports } = new WebAssembly.Instance(module, imports);
    this.#walk = exports[FUNCTION_EXPORT] as (rowsEnd: number) => void;
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
    const { blockRows } = this.#memory;
    for (let first = 0; first < nRows; first += blockRows) {
      this.#scoreBlock(numbers, first, Math.min(nRows, first + blockRows), scores);
    }
    return scores;
  }

  #scoreBlock(
    numbers: Float64Array | Float32Array,
    first: number,
    end: number,
    scores: Float64Array,
  ): void {
    const { rows, sums, layout: { nOutputs, nColumns, rowsAt } } = this.#memory;
    this.#columns.fill(numbers, first, end, rows);
    const { start, divisor, scale, end: last, arithmetic } = this.#ensemble;
    const nRows = end - first;
    for (let i = 0; i < nRows * nOutputs;) {
      for (let k = 0; k < nOutputs; k++) sums[i++] = start[k]!;
    }
    this.#walk(rowsAt + rows.BYTES_PER_ELEMENT * nRows * nColumns);
    const isSingle = arithmetic === "float32";
    const to = first * nOutputs;
    for (let i = 0; i < nRows * nOutputs;) {
      for (let k = 0; k < nOutputs; k++, i++) {
        scores[to + i] = isSingle
          ? Math.fround(Math.fround(Math.fround(sums[i]! / divisor) * scale) + last[k]!)
          : sums[i]! / divisor * scale + last[k]!;
      }
    }
  }
}

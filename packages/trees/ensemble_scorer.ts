import { ValueError } from "@mlops/model";
import { scoreExactly } from "./score_exactly.ts";
import type { TreeEnsemble } from "./tree_ensemble.ts";

/** Scores rows with trees of any kind, exactly as {@linkcode TreeEnsemble} says. */
export class EnsembleScorer {
  readonly #ensemble: TreeEnsemble;

  /**
   * Prepares an ensemble for scoring.
   *
   * @param ensemble The trees, checked by `checkEnsemble`.
   */
  constructor(ensemble: TreeEnsemble) {
    this.#ensemble = ensemble;
  }

  /**
   * Scores rows.
   *
   * @param numbers Row-major `[nRows, nFeatures]`, not yet rounded to the ensemble's input; NaN is
   * missing.
   * @param nRows Number of rows.
   * @param out Takes the result, if given; at least `[nRows, nOutputs]`.
   * @returns Row-major `[nRows, nOutputs]`.
   * @throws {ValueError} If a value is missing and the ensemble takes no missing values.
   * @throws {RangeError} If `numbers` holds another number of values, or `out` too few.
   */
  score(numbers: Float64Array | Float32Array, nRows: number, out?: Float64Array): Float64Array {
    const { nFeatures, nOutputs, missing } = this.#ensemble;
    if (numbers.length !== nRows * nFeatures) {
      throw new RangeError(
        `Cannot score as ${nRows} rows must hold ${nFeatures} values each: hold ${numbers.length}`,
      );
    }
    const scores = out ?? new Float64Array(nRows * nOutputs);
    if (scores.length < nRows * nOutputs) {
      throw new RangeError(
        `Cannot score as out must hold ${nRows * nOutputs} values: holds ${scores.length}`,
      );
    }
    if (missing === null) refuseMissing(numbers, nFeatures);
    scoreExactly(this.#ensemble, numbers, scores);
    return scores;
  }
}

function refuseMissing(numbers: Float64Array | Float32Array, nFeatures: number): void {
  for (let i = 0; i < numbers.length; i++) {
    if (!Number.isNaN(numbers[i])) continue;
    const row = Math.floor(i / nFeatures);
    throw new ValueError(row, i % nFeatures, "must be a number: the model takes no missing values");
  }
}

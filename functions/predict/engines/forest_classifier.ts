import { EnsembleScorer } from "@mlops/trees";
import type { DecodedForest } from "@mlops/onnx";
import { type Classifier, EXACT_ENOUGH } from "./classifier.ts";
import { float64Array } from "@mlops/model";
import { countRows } from "./count_rows.ts";

/** Scores a random forest with the scorer of `@mlops/forest`, in the caller's own turn. */
export class ForestClassifier implements Classifier {
  /** Engine that scores. */
  readonly engine = "forest";
  /** Numbers that a row has. */
  readonly nFeatures: number;
  /** Class labels in the order of the probabilities, shape `[nClasses]`. */
  readonly classes: readonly (number | string)[];
  /** The leaves are read as float32 and summed in 64 bits. */
  readonly rounding = EXACT_ENOUGH;
  /** The forest, for explanations. */
  readonly ensemble: DecodedForest;
  readonly #scorer: EnsembleScorer;

  /**
   * Prepares a forest.
   *
   * @param ensemble The forest.
   */
  constructor(ensemble: DecodedForest) {
    this.ensemble = ensemble;
    this.nFeatures = ensemble.nFeatures;
    this.classes = ensemble.labels;
    this.#scorer = new EnsembleScorer(ensemble);
  }

  /**
   * Scores rows.
   *
   * @param rows Features, row-major `[nRows, nFeatures]`.
   * @returns Probabilities, row-major `[nRows, nClasses]`.
   * @throws {RangeError} If `rows` does not hold whole rows.
   */
  predictProba(rows: Float32Array): Float64Array {
    const nRows = countRows(rows, this.nFeatures);
    return this.#scorer.score(rows, nRows, float64Array(nRows * this.classes.length));
  }

  /** Does nothing: typed arrays need no freeing. */
  dispose(): void {}
}

import {
  type Explainer,
  float64Array,
  type Label,
  type Model,
  type ModelFeature,
  type Prediction,
  type Rows,
} from "@mlops/model";
import type { DecodedForest } from "@mlops/onnx";
import { EnsembleScorer, TreeExplainer } from "@mlops/trees";
import { namesOf } from "./feature_names.ts";

/**
 * What probabilities may be off where nothing long is summed in 32 bits: a forest's leaves in a file
 * are float32 (each within 2^-24 of its share), scikit-learn's other estimators compute in 64 bits what
 * a graph computes in 32.
 */
export const EXACT_ENOUGH = 1e-6;

/** A random forest that is scored by `@mlops/trees`, in the caller's own turn. */
export class ForestModel implements Model {
  /** What it is, for people. */
  readonly kind = "random forest (ONNX)";
  /** Our own code computes. */
  readonly engine = "native";
  /** It tells classes apart. */
  readonly task = "classification";
  /** Input columns: a graph of this kind takes float32 alone. */
  readonly features: readonly ModelFeature[];
  /** Class labels in the order of the probabilities. */
  readonly classes: readonly Label[];
  /** Shares of the leaves are probabilities. */
  readonly output = "probabilities";
  /** As many as there are classes. */
  readonly nOutputs: number;
  /** The leaves are read as float32 and summed in 64 bits. */
  readonly rounding = EXACT_ENOUGH;
  readonly #forest: DecodedForest;
  readonly #scorer: EnsembleScorer;

  /**
   * Prepares a forest.
   *
   * @param forest The forest.
   * @param names Names of the features, if they are known.
   */
  constructor(forest: DecodedForest, names?: readonly string[]) {
    this.#forest = forest;
    this.#scorer = new EnsembleScorer(forest);
    this.classes = forest.labels;
    this.nOutputs = forest.labels.length;
    this.features = namesOf(forest.nFeatures, names).map((name) => ({
      name,
      type: "fp32",
      categories: null,
      mustBeKnown: false,
      isNullable: false,
      mayBeInfinite: false,
    }));
  }

  /**
   * Scores rows.
   *
   * @param rows The rows.
   * @returns Probabilities of the classes; the label is the first of the largest, as scikit-learn's.
   */
  predict({ numbers, nRows }: Rows): Prediction {
    const out = float64Array(nRows * this.nOutputs);
    return { values: this.#scorer.score(numbers, nRows, out), labels: null };
  }

  /**
   * Prepares explanations.
   *
   * @returns What explains probabilities, or why nothing can.
   */
  explainer(): Explainer | string {
    if (this.#forest.cover === null) {
      return "its file must tell how many training rows each node saw: it was written without " +
        "(nodes_hitrates are all 1), as skl2onnx does";
    }
    const explainer = new TreeExplainer(this.#forest);
    const width = this.features.length;
    return {
      space: "probability",
      nOutputs: this.nOutputs,
      baseValue: (output) => explainer.expectedValue(output),
      contributions: ({ numbers }, row, output) =>
        explainer.shapValues(numbers.subarray(row * width, (row + 1) * width), output),
    };
  }

  /** Does nothing: typed arrays need no freeing. */
  dispose(): void {}
}

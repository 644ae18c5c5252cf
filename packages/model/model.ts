import type { Explainer } from "./explainer.ts";
import type { ModelFeature } from "./model_feature.ts";
import type { Rows } from "./rows.ts";

/** A class label, as the trainer wrote it. */
export type Label = number | string | boolean;

/**
 * What the numbers of a prediction are: probabilities of the classes; scores of the classes that are no
 * probabilities, such as a decision function's; or the predicted value of a regression.
 */
export type OutputKind = "probabilities" | "scores" | "value";

/** What a model says of some rows. */
export interface Prediction {
  /** Row-major `[nRows, nOutputs]`, all finite; as probabilities in `[0, 1]`, each row adding up to 1. */
  readonly values: Float64Array;
  /**
   * Index of each row's class, shape `[nRows]`; `null` for a regression, and where it is the first of
   * the row's largest values.
   */
  readonly labels: Int32Array | null;
}

/** A model in memory: what the service knows of it, whichever file it came from. */
export interface Model {
  /** What it is, for people: `RandomForestClassifier`, `XGBoost binary:logistic`, `ONNX graph`. */
  readonly kind: string;
  /** What computes: our own code, or ONNX Runtime. */
  readonly engine: "native" | "onnxruntime";
  /** What it predicts. */
  readonly task: "classification" | "regression";
  /** Input columns in order, at least 1. */
  readonly features: readonly ModelFeature[];
  /** Class labels in the order of the outputs, shape `[nClasses]`; empty for a regression. */
  readonly classes: readonly Label[];
  /** What the outputs are. */
  readonly output: OutputKind;
  /** Numbers of a prediction for each row: the classes' number, or 1. */
  readonly nOutputs: number;
  /**
   * Most by which rounding may move an output away from the trainer's own, relative to max(1, |value|):
   * what golden rows are held to.
   */
  readonly rounding: number;
  /**
   * Sentences of what is to be known of it before its answers are trusted: that a newer version of its
   * library wrote it. Where it is missing, there is nothing.
   */
  readonly warnings?: readonly string[];
  /**
   * Why it scores no more: it runs apart, and broke its bounds too often. `null`, or not there, while it
   * does score.
   */
  readonly failure?: string | null;
  /**
   * Scores rows. Calls may overlap.
   *
   * @param rows Columns in the order of `features`, each value of its type, checked.
   * @returns The prediction; not a promise where the engine needs none, so that one row costs no turn of
   * the event loop.
   * @throws {ValueError} If a value cannot be scored, naming row, feature and value: an unknown category
   * where the model must know it.
   */
  predict(rows: Rows): Prediction | Promise<Prediction>;
  /**
   * Tells how rows are explained, which takes no time worth telling: whatever does is `prepare` of the
   * explainer.
   *
   * @returns What explains rows, or a sentence's second half why it cannot be: "its file does not tell
   * how many training rows each node saw".
   */
  explainer(): Explainer | string;
  /** Frees what the engine holds, once the calls in flight have answered; no call may follow. */
  dispose(): void | Promise<void>;
}

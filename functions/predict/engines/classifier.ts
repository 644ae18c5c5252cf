import type { ForestEnsemble } from "@mlops/forest";

/** Which implementation scores a model. */
export type Engine = "forest" | "onnxruntime";

/**
 * What probabilities may be off where nothing long is summed in 32 bits: a forest's leaves in a file
 * are float32 (each within 2^-24 of its share), scikit-learn's other estimators compute in 64 bits what
 * a graph computes in 32.
 */
export const EXACT_ENOUGH = 1e-6;

/**
 * A loaded model that turns rows of numbers into class probabilities: what the service knows of a
 * model, whichever engine is behind it.
 */
export interface Classifier {
  /** Engine that scores. */
  readonly engine: Engine;
  /** Numbers that a row has, at least 1. */
  readonly nFeatures: number;
  /** Class labels in the order of the probabilities, shape `[nClasses]`. */
  readonly classes: readonly (number | string)[];
  /**
   * Most by which rounding may move a probability away from the trainer's: what golden rows are held
   * to.
   */
  readonly rounding: number;
  /** The forest behind the scores, for explanations, or `null` where the engine is not "forest". */
  readonly ensemble: ForestEnsemble | null;
  /**
   * Scores rows. The predicted class of a row is the first of its largest probabilities, which is the
   * label that scikit-learn gives too, but for estimators with a decision function of their own (SVC).
   * Calls may overlap: an engine that scores one batch at a time queues them.
   *
   * @param rows Features, row-major `[nRows, nFeatures]`, `nRows` >= 1.
   * @returns Probabilities in 0–1, row-major `[nRows, nClasses]`; not a promise where the engine needs
   * none, so that one row costs no turn of the event loop.
   * @throws {RangeError} If the length of `rows` is 0 or not a multiple of `nFeatures`, or a row has a
   * fraction where the model takes integers.
   */
  predictProba(rows: Float32Array): Float64Array | Promise<Float64Array>;
  /** Frees what the engine holds, once the calls in flight have answered; no call may follow. */
  dispose(): void | Promise<void>;
}

/** How a model is to be loaded; every field but `engine` tells what the file itself may not say. */
export interface ClassifierOptions {
  /** "auto" gives forests to the forest engine and all else to ONNX Runtime; a name forces one. */
  readonly engine: Engine | "auto";
  /**
   * Names of the row's columns in order. A model with one input per column gets each column by its
   * name; without names, columns go to inputs in the graph's order.
   */
  readonly featureNames?: readonly string[];
  /** Class labels, used where the graph holds none; default 0, 1, … */
  readonly classes?: readonly (number | string)[];
  /** Folder of ONNX Runtime's `.wasm`, with a final slash; default: see `onnxruntime_session.ts`. */
  readonly wasmDirectory?: URL;
}

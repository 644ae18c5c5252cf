import type { Label, Model } from "@mlops/model";

/**
 * Opens a graph that is none of our own formats, and finds out what it is.
 *
 * @throws {ModelError} If it cannot be served.
 */
export type GraphOpener = (
  bytes: Uint8Array,
  options: Omit<OnnxOptions, "engine" | "openGraph"> & { readonly nTrees?: number },
) => Promise<Model>;

/** Which implementation scores a model. */
export type Engine = Model["engine"];

/** How an ONNX model is to be loaded; every field but `engine` tells what the file may not say. */
export interface OnnxOptions {
  /** "auto" gives trees to our own scorer and all else to ONNX Runtime; a name forces one. */
  readonly engine: Engine | "auto";
  /**
   * Names of the row's columns in order. A model with one input per column gets each column by its
   * name; without names, the features have those of the graph's inputs.
   */
  readonly featureNames?: readonly string[];
  /** Positions of columns that may be missing though the graph does not say so. */
  readonly nullableColumns?: ReadonlySet<number>;
  /** Columns of the one input of a graph that leaves their number open. */
  readonly width?: number;
  /** Class labels, used where the graph holds none; default 0, 1, … */
  readonly classes?: readonly Label[];
  /** Usual range of a feature by its name, from which the rows of the check at load are drawn. */
  readonly ranges?: ReadonlyMap<string, readonly [min: number, max: number]>;
  /** The files beside the model's own that hold its weights, by their path. */
  readonly externalData?: ReadonlyMap<string, Uint8Array>;
  /** Opens what goes to ONNX Runtime; default: in this thread, which waits for whatever it does. */
  readonly openGraph?: GraphOpener;
  /** Folder of ONNX Runtime's `.wasm`, with a final slash; default: see `onnxruntime_session.ts`. */
  readonly wasmDirectory?: URL;
}

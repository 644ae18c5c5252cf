/**
 * What the service and the process that works apart for it say to each other.
 *
 * @module
 */
import type { Label, ModelError, ModelFeature, OutputKind, Prediction, Rows } from "@mlops/model";
import type { OnnxOptions } from "../engines/onnx_options.ts";
import type { VersionDescription } from "../model/version_description.ts";
import type { Frame } from "./frames.ts";

/** What is known of a graph beside its files. */
export type GraphOptions =
  & Omit<OnnxOptions, "engine" | "externalData" | "wasmDirectory" | "openGraph">
  & { readonly nTrees?: number };

/** Asks for a graph to be opened; the parts are its file and those beside it. */
export interface LoadHead {
  /** Kind of message. */
  readonly ask: "load";
  /** What is known of the graph; sets and maps as lists. */
  readonly options:
    & Omit<GraphOptions, "nullableColumns" | "ranges">
    & {
      readonly nullableColumns: readonly number[];
      readonly ranges: readonly (readonly [string, readonly [number, number]])[];
    };
  /** Paths of the files beside the graph's own. */
  readonly paths: readonly string[];
  /** Folder of ONNX Runtime's WebAssembly; `null`: that of its package. */
  readonly wasmDirectory: string | null;
  /** Most memory of ONNX Runtime, in pages of 64 KiB. */
  readonly maxPages: number;
}

/** Asks for rows to be scored; the part is their numbers. */
export interface PredictHead {
  /** Kind of message. */
  readonly ask: "predict";
  /** Number of rows. */
  readonly nRows: number;
  /** The texts, as in `Rows`. */
  readonly texts: readonly (string | null)[] | null;
}

/** Asks for an `MLmodel` to be read; the part is its text. */
export interface DescribeHead {
  /** Kind of message. */
  readonly ask: "describe";
}

/** What an open graph turned out to be. */
export interface GraphDescription {
  /** What it is, for people. */
  readonly kind: string;
  /** What it predicts. */
  readonly task: "classification" | "regression";
  /** Input columns in order. */
  readonly features: readonly ModelFeature[];
  /** Class labels in the order of the outputs. */
  readonly classes: readonly Label[];
  /** What the outputs are. */
  readonly output: OutputKind;
  /** Numbers of a prediction for each row. */
  readonly nOutputs: number;
  /** Most by which rounding may move an output. */
  readonly rounding: number;
}

/** Answers; the parts of a prediction are its values, and its labels if there are some. */
export type AnswerHead =
  | { readonly answer: "loaded"; readonly description: GraphDescription }
  | { readonly answer: "prediction" }
  | { readonly answer: "described"; readonly description: VersionDescription }
  | { readonly answer: "refused"; readonly reason: ModelError["reason"]; readonly message: string }
  | {
    readonly answer: "wrong value";
    readonly row: number;
    readonly feature: number;
    readonly message: string;
  }
  | { readonly answer: "failed"; readonly message: string };

/**
 * Asks for rows to be scored.
 *
 * @returns The message.
 */
export function predictFrame({ nRows, numbers, texts }: Rows): Frame<PredictHead> {
  return { head: { ask: "predict", nRows, texts: texts ?? null }, parts: [bytesOf(numbers)] };
}

/**
 * Reads rows.
 *
 * @param frame A message of {@linkcode predictFrame}.
 * @returns The rows.
 */
export function rowsOf({ head, parts }: Frame<PredictHead>): Rows {
  return { nRows: head.nRows, numbers: new Float64Array(parts[0]!.buffer), texts: head.texts };
}

/**
 * Writes a prediction.
 *
 * @param prediction What the graph says.
 * @returns The message.
 */
export function predictionFrame({ values, labels }: Prediction): Frame<AnswerHead> {
  const parts = labels === null ? [bytesOf(values)] : [bytesOf(values), bytesOf(labels)];
  return { head: { answer: "prediction" }, parts };
}

/**
 * Reads a prediction, nothing of which is checked.
 *
 * @param frame A message of {@linkcode predictionFrame}, perhaps.
 * @returns The prediction, or `null` if its parts hold none.
 */
export function predictionOf({ parts: [values, labels] }: Frame): Prediction | null {
  if (values === undefined || values.length % 8 !== 0) return null;
  if (labels !== undefined && labels.length % 4 !== 0) return null;
  return {
    values: new Float64Array(values.buffer),
    labels: labels === undefined ? null : new Int32Array(labels.buffer),
  };
}

function bytesOf({ buffer, byteOffset, byteLength }: Float64Array | Int32Array) {
  return new Uint8Array(buffer as ArrayBuffer, byteOffset, byteLength);
}

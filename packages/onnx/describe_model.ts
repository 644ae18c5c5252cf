import { findClassLabels } from "./find_class_labels.ts";
import { type InputTraits, inputTraits } from "./input_traits.ts";
import { readModel } from "./read_model.ts";
import type { ValueInfo } from "./value_info.ts";

/** A value that the caller gives, and what becomes of it. */
export type InputDescription = ValueInfo & InputTraits;

/** What a model takes, gives and is made of, without its numbers. */
export interface ModelDescription {
  /** Name of the graph. */
  readonly graphName: string;
  /** Program that wrote the file, "" if it does not say. */
  readonly producer: string;
  /** Version of each operator set by domain, "" being ONNX's main one. */
  readonly opsets: ReadonlyMap<string, number>;
  /** Values that the caller gives, in the graph's order; stored tensors are not among them. */
  readonly inputs: readonly InputDescription[];
  /** Values that the caller gets. */
  readonly outputs: readonly ValueInfo[];
  /** Operators in file order. */
  readonly nodes: readonly { readonly opType: string; readonly domain: string }[];
  /** Class labels in the order of the probabilities, `null` if the graph does not show them. */
  readonly classLabels: readonly (number | string)[] | null;
  /** Free text that the producer left, by key. */
  readonly metadata: ReadonlyMap<string, string>;
}

/**
 * Tells what is in a model file, of any kind, so that a caller can choose what to run it with.
 *
 * @param bytes The file; it is not kept.
 * @returns Its description.
 * @throws {OnnxError} If the bytes are no ONNX model.
 */
export function describeModel(bytes: Uint8Array): ModelDescription {
  const model = readModel(bytes);
  const { nodes, graphName, producer, opsets, inputs, outputs, metadata } = model;
  return {
    graphName,
    producer,
    opsets,
    inputs: inputs.map((input) => ({ ...input, ...inputTraits(model, input.name) })),
    outputs,
    nodes: nodes.map(({ opType, domain }) => ({ opType, domain })),
    classLabels: findClassLabels(model),
    metadata,
  };
}

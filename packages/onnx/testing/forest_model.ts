import { ProtobufWriter } from "../protobuf_writer.ts";
import { writeValueInfo } from "../write_value_info.ts";

/** Attributes by name: text for strings, typed arrays by their element type. */
export type Attributes = Record<string, string | readonly string[] | Int32Array | Float32Array>;

/** What to write otherwise than a sound forest of one feature, two trees and two classes. */
export interface ForestModelOptions {
  /** Attributes to replace; `null` leaves one out. */
  readonly attributes?: Record<string, Attributes[string] | null>;
  /** Whether lists of numbers are packed. */
  readonly isPacked?: boolean;
  /** Version of ai.onnx.ml; default 1. */
  readonly opset?: number;
  /** Shape of the input; default `[null, 1]`. */
  readonly inputShape?: readonly (number | null)[];
  /** Type of the input; default float. */
  readonly inputType?: "float" | "int64";
  /** Nodes after the classifier: operator, input, output. */
  readonly nodes?: readonly (readonly [string, string, string])[];
}

/** Two trees, `x <= 0.5` and `x <= 1.5`, 10 rows each, over classes 0 and 1. */
export const SOUND: Attributes = {
  "nodes_treeids": Int32Array.of(0, 0, 0, 1, 1, 1),
  "nodes_nodeids": Int32Array.of(0, 1, 2, 0, 1, 2),
  "nodes_modes": ["BRANCH_LEQ", "LEAF", "LEAF", "BRANCH_LEQ", "LEAF", "LEAF"],
  "nodes_featureids": new Int32Array(6),
  "nodes_values": Float32Array.of(0.5, 0, 0, 1.5, 0, 0),
  "nodes_truenodeids": Int32Array.of(1, 0, 0, 1, 0, 0),
  "nodes_falsenodeids": Int32Array.of(2, 0, 0, 2, 0, 0),
  "nodes_hitrates": Float32Array.of(10, 6, 4, 10, 7, 3),
  "class_treeids": Int32Array.of(0, 0, 1, 1),
  "class_nodeids": Int32Array.of(1, 2, 1, 2),
  "class_ids": new Int32Array(4),
  "class_weights": Float32Array.of(1 / 12, 3 / 8, 1 / 14, 1 / 3),
  "classlabels_int64s": Int32Array.of(0, 1),
  "post_transform": "NONE",
};

/**
 * Writes a model with one forest, sound or not; for tests.
 *
 * @param options What differs from a sound one.
 * @returns The file.
 */
export function forestModel(options: ForestModelOptions = {}): Uint8Array {
  const model = new ProtobufWriter();
  model.message(7, (graph) => {
    graph.message(1, (node) => {
      writeNode(node, ["TreeEnsembleClassifier", "x", "label"]);
      node.text(2, "probabilities");
      for (const [name, value] of Object.entries({ ...SOUND, ...options.attributes })) {
        if (value !== null) writeAttribute(node, name, value, options.isPacked ?? false);
      }
    });
    for (const node of options.nodes ?? []) graph.message(1, (other) => writeNode(other, node));
    const { inputType = "float", inputShape = [null, 1] } = options;
    graph.message(11, (info) => writeValueInfo(info, "x", inputType, inputShape));
    graph.message(12, (info) => writeValueInfo(info, "label", "int64", [null]));
    graph.message(12, (info) => writeValueInfo(info, "probabilities", "float", [null, 2]));
  });
  model.message(8, (opset) => {
    opset.text(1, "ai.onnx.ml");
    opset.integer(2, options.opset ?? 1);
  });
  return model.finish();
}

function writeNode(
  node: ProtobufWriter,
  [opType, input, output]: readonly [string, string, string],
): void {
  node.text(1, input);
  node.text(2, output);
  node.text(4, opType);
  node.text(7, "ai.onnx.ml");
}

function writeAttribute(
  node: ProtobufWriter,
  name: string,
  value: Attributes[string],
  isPacked: boolean,
): void {
  node.message(5, (attribute) => {
    attribute.text(1, name);
    if (typeof value === "string") attribute.text(4, value);
    else if (!(value instanceof Int32Array || value instanceof Float32Array)) {
      for (const text of value) attribute.text(9, text);
    } else if (value instanceof Float32Array) {
      if (isPacked) attribute.bytes(7, new Uint8Array(value.buffer));
      else for (const number of value) attribute.float(7, number);
    } else if (isPacked) attribute.bytes(8, packIntegers(value));
    else for (const number of value) attribute.integer(8, number);
  });
}

// The reader takes a packed list of varints; single bytes will do for the ids of a small forest.
function packIntegers(values: Int32Array): Uint8Array {
  const isSmall = values.every((value) => value >= 0 && value < 0x80);
  if (!isSmall) {
    throw new RangeError(`Cannot pack integers as they must be 0 to 127: are ${values}`);
  }
  return Uint8Array.from(values);
}

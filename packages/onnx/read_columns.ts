import { Attribute } from "./attribute.ts";
import type { GraphColumn } from "./graph_column.ts";
import { OnnxError } from "./onnx_error.ts";
import { readLabelTensor } from "./read_label_tensor.ts";
import type { Model, Node } from "./read_model.ts";

/** The columns that become the rows of a node, and the nodes that make them so. */
export interface ReadColumns {
  /** The columns, in the order of the features. */
  readonly columns: readonly GraphColumn[];
  /** The nodes. */
  readonly nodes: ReadonlySet<Node>;
}

/** What an input of each type holds. */
const KINDS: Readonly<Record<string, GraphColumn["kind"]>> = {
  float: "number",
  int64: "integer",
  bool: "boolean",
  string: "category",
};

/**
 * Finds the columns of a table that a graph puts side by side, each an input of its own: float32
 * numbers as they are, int64 and bool cast, words numbered by a `LabelEncoder` that makes NaN of those
 * that it does not know, as {@linkcode writeColumns} writes them.
 *
 * @param model The graph.
 * @param rows Name of the value that holds them as rows.
 * @returns The columns; `null` if the value is made in another way, which is ONNX Runtime's affair.
 * @throws {OnnxError} If an attribute is damaged.
 */
export function readColumns(model: Model, rows: string): ReadColumns | null {
  const makers = new Map(model.nodes.flatMap((node) => node.outputs.map((name) => [name, node])));
  const nodes = new Set<Node>();
  const concat = makers.get(rows);
  if (concat?.opType !== "Concat" || numberOf(concat, "axis") !== 1) return null;
  nodes.add(concat);
  const columns = concat.inputs.map((name) => readColumn(model, makers, { name, nodes }));
  const isWhole = columns.every((column) => column !== null);
  const names = new Set(columns.map((column) => column?.name));
  if (!isWhole || names.size !== columns.length || names.size !== model.inputs.length) return null;
  return { columns, nodes };
}

function readColumn(
  model: Model,
  makers: ReadonlyMap<string, Node>,
  { name, nodes }: { readonly name: string; readonly nodes: Set<Node> },
): GraphColumn | null {
  let value = name;
  const unsqueeze = makers.get(value);
  if (unsqueeze?.opType === "Unsqueeze") {
    if (!isInteger(model, unsqueeze.inputs[1], 1)) return null;
    nodes.add(unsqueeze);
    value = unsqueeze.inputs[0]!;
  }
  const coder = makers.get(value);
  if (coder !== undefined) {
    if (coder.inputs.length !== 1) return null;
    nodes.add(coder);
    value = coder.inputs[0]!;
  }
  const input = model.inputs.find((given) => given.name === value);
  const kind = KINDS[input?.elementType ?? ""];
  const rank = unsqueeze?.opType === "Unsqueeze" ? 1 : 2;
  if (input === undefined || kind === undefined || input.shape.length !== rank) return null;
  if (rank === 2 && input.shape[1] !== 1) return null;
  if (kind === "number") {
    return coder === undefined ? { name: value, kind, categories: null } : null;
  }
  if (coder === undefined) return null;
  if (kind !== "category") {
    const isCast = coder.opType === "Cast" && numberOf(coder, "to") === FLOAT;
    return isCast ? { name: value, kind, categories: null } : null;
  }
  const categories = readCategories(coder);
  return categories === null ? null : { name: value, kind, categories };
}

// TensorProto.DataType in onnx.proto.
const FLOAT = 1;

const ENCODER_ATTRIBUTES = ["default_float", "keys_strings", "values_floats"];

function readCategories(node: Node): string[] | null {
  const { attributes } = node;
  const [fallback, keys, values] = ENCODER_ATTRIBUTES.map((name) => {
    const reader = attributes.get(name);
    return reader && new Attribute(name, reader);
  });
  const isOther = node.opType !== "LabelEncoder" || attributes.size !== ENCODER_ATTRIBUTES.length;
  if (isOther || fallback === undefined || keys === undefined || values === undefined) return null;
  if (!Number.isNaN(fallback.float())) return null;
  const words = keys.texts();
  const codes = values.floats();
  if (new Set(words).size !== words.length) {
    throw new OnnxError("damaged", "words of a LabelEncoder must differ: some do not", node.offset);
  }
  const isCounted = codes.length === words.length && codes.every((code, index) => code === index);
  return isCounted ? words : null;
}

function numberOf({ attributes }: Node, name: string): number | null {
  const reader = attributes.get(name);
  return reader === undefined ? null : new Attribute(name, reader).integer();
}

/**
 * Tells whether a stored tensor is one integer alone.
 *
 * @param model The graph.
 * @param name Name of the tensor; `undefined` is none.
 * @param wanted The integer; by default any that is not negative.
 * @returns Whether it is.
 * @throws {OnnxError} If it is damaged.
 */
export function isInteger(model: Model, name: string | undefined, wanted?: number): boolean {
  const reader = model.initializers.get(name ?? "");
  const values = reader === undefined ? null : readLabelTensor(reader);
  if (values?.length !== 1 || typeof values[0] !== "number") return false;
  return wanted === undefined ? values[0] >= 0 : values[0] === wanted;
}

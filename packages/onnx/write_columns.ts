import type { GraphColumn } from "./graph_column.ts";
import type { ProtobufWriter } from "./protobuf_writer.ts";
import { writeFloat, writeFloats, writeNumber, writeTexts } from "./write_attribute.ts";
import { writeValueInfo } from "./write_value_info.ts";

/** Names of the values between a graph's columns and its outputs. */
export interface GraphNames {
  /** The axis that a column gets to become a matrix. */
  readonly axis: string;
  /** Numbers of each column that holds none, shape `[nColumns]`. */
  readonly codes: readonly string[];
  /** Each column as a matrix of one column. */
  readonly matrices: readonly string[];
  /** All columns side by side. */
  readonly features: string;
  /** What the node of the trees makes. */
  readonly made: readonly string[];
  /** Position of each class, shape `[nClasses]`. */
  readonly classes: readonly string[];
  /** Outputs of the graph after the label: one for each class, or the prediction. */
  readonly outputs: readonly string[];
}

/** The open dimension that all columns have in common. */
const ROWS = "N";
const FLOAT = 1;

/**
 * Names the values of a graph. A column keeps its name; what it would stand for otherwise gets underscores.
 *
 * @param columns The columns.
 * @param labels The class labels; none for a number.
 * @returns The names.
 */
export function graphNames(
  columns: readonly GraphColumn[],
  labels: readonly (number | string)[],
): GraphNames {
  const taken = new Set(columns.map(({ name }) => name));
  const name = (wanted: string) => {
    let free = wanted;
    while (taken.has(free)) free += "_";
    taken.add(free);
    return free;
  };
  const isClassifier = labels.length > 0;
  // The outputs first: they are what callers know.
  const made = isClassifier ? [name("label")] : [];
  const outputs = isClassifier
    ? labels.map((label) => name(`probability_${label}`))
    : [name("prediction")];
  return {
    outputs,
    made: [...made, name(isClassifier ? "probabilities" : "sum")],
    axis: name("axis1"),
    codes: columns.map((_, index) => name(`code_${index}`)),
    matrices: columns.map((_, index) => name(`column_${index}`)),
    features: name("features"),
    classes: labels.map((_, index) => name(`class_${index}`)),
  };
}

/**
 * Writes what makes rows of numbers of a table's columns, and the columns as inputs.
 *
 * @param graph Where to.
 * @param columns The columns.
 * @param names Names of the values.
 */
export function writeColumns(
  graph: ProtobufWriter,
  columns: readonly GraphColumn[],
  names: GraphNames,
): void {
  // MLflow gives the only column of a table as a matrix, and all others as vectors.
  const isAlone = columns.length === 1;
  const matrices = columns.map((column, index) => {
    const code = column.kind === "number" ? column.name : names.codes[index]!;
    if (code !== column.name) graph.message(1, (node) => writeCodes(node, column, code));
    if (isAlone) return code;
    const matrix = names.matrices[index]!;
    graph.message(1, (node) => {
      writeNode(node, "Unsqueeze", { name: matrix, inputs: [code, names.axis], output: matrix });
    });
    return matrix;
  });
  graph.message(1, (node) => {
    const { features } = names;
    writeNode(node, "Concat", { name: features, inputs: matrices, output: features });
    writeNumber(node, "axis", 1);
  });
  for (const { name, kind } of columns) {
    const type =
      ({ number: "float", integer: "int64", boolean: "bool", category: "string" } as const)[
        kind
      ];
    const shape = isAlone ? [ROWS, 1] : [ROWS];
    graph.message(11, (info) => writeValueInfo(info, name, type, shape));
  }
}

/**
 * Writes what makes outputs with a value for each row of what the trees give, and the outputs.
 *
 * @param graph Where to.
 * @param labels The class labels; none for a number.
 * @param names Names of the values.
 * @param graphName Name of the graph.
 */
export function writeOutputs(
  graph: ProtobufWriter,
  labels: readonly (number | string)[],
  names: GraphNames,
  graphName: string,
): void {
  const [label, probabilities] = names.made;
  const isClassifier = labels.length > 0;
  if (!isClassifier) {
    const [prediction] = names.outputs;
    graph.message(1, (node) => {
      const inputs = [names.made[0]!, names.axis];
      writeNode(node, "Squeeze", { name: prediction!, inputs, output: prediction! });
    });
  }
  names.outputs.forEach((output, index) => {
    if (!isClassifier) return;
    graph.message(1, (node) => {
      const inputs = [probabilities!, names.classes[index]!];
      writeNode(node, "Gather", { name: `probability_${index}`, inputs, output });
      writeNumber(node, "axis", 1);
    });
  });
  graph.text(2, graphName);
  // A column that comes as a matrix needs no axis, and ONNX Runtime warns of what nobody uses.
  if (names.matrices.length > 1 || !isClassifier) {
    graph.message(5, (tensor) => writeInt64Tensor(tensor, names.axis, [1], 1));
  }
  names.classes.forEach((name, index) => {
    graph.message(5, (tensor) => writeInt64Tensor(tensor, name, [], index));
  });
  if (isClassifier) {
    const type = typeof labels[0] === "string" ? "string" : "int64";
    graph.message(12, (info) => writeValueInfo(info, label!, type, [ROWS]));
  }
  for (const output of names.outputs) {
    graph.message(12, (info) => writeValueInfo(info, output, "float", [ROWS]));
  }
}

function writeCodes(node: ProtobufWriter, column: GraphColumn, output: string): void {
  const inputs = [column.name];
  if (column.kind !== "category") {
    writeNode(node, "Cast", { name: output, inputs, output });
    writeNumber(node, "to", FLOAT);
    return;
  }
  const categories = column.categories ?? [];
  writeNode(node, "LabelEncoder", { name: output, inputs, output, domain: "ai.onnx.ml" });
  writeFloat(node, "default_float", NaN);
  writeTexts(node, "keys_strings", categories);
  writeFloats(node, "values_floats", categories.keys());
}

function writeNode(
  node: ProtobufWriter,
  operator: string,
  { name, inputs, output, domain }: {
    readonly name: string;
    readonly inputs: readonly string[];
    readonly output: string;
    readonly domain?: string;
  },
): void {
  for (const input of inputs) node.text(1, input);
  node.text(2, output);
  node.text(3, name);
  node.text(4, operator);
  if (domain !== undefined) node.text(7, domain);
}

// TensorProto.DataType in onnx.proto.
const INT64 = 7;

function writeInt64Tensor(
  tensor: ProtobufWriter,
  name: string,
  shape: readonly number[],
  value: number,
): void {
  for (const size of shape) tensor.integer(1, size);
  tensor.integer(2, INT64);
  tensor.integer(7, value);
  tensor.text(8, name);
}

import { OnnxError } from "./onnx_error.ts";
import { ProtobufReader, WIRE } from "./protobuf_reader.ts";
import { readValueInfo, type ValueInfo } from "./value_info.ts";

/** One operator of the graph. */
export interface Node {
  /** Operator, e.g. "TreeEnsembleClassifier". */
  readonly opType: string;
  /** Operator set that defines it, "" for ONNX's main one. */
  readonly domain: string;
  /** Names of the values that it takes. */
  readonly inputs: readonly string[];
  /** Names of the values that it makes. */
  readonly outputs: readonly string[];
  /** Attributes by name, not read yet. */
  readonly attributes: ReadonlyMap<string, ProtobufReader>;
  /** Position in the file, in bytes. */
  readonly offset: number;
}

/** What a model file holds, its lists of numbers not read yet. */
export interface Model {
  /** Name of the graph. */
  readonly graphName: string;
  /** Program that wrote the file, "" if it does not say. */
  readonly producer: string;
  /** Version of each operator set by domain. */
  readonly opsets: ReadonlyMap<string, number>;
  /** Operators in file order. */
  readonly nodes: readonly Node[];
  /** Values that the caller gives. */
  readonly inputs: readonly ValueInfo[];
  /** Values that the caller gets. */
  readonly outputs: readonly ValueInfo[];
  /** Stored tensors by name, not read yet. */
  readonly initializers: ReadonlyMap<string, ProtobufReader>;
  /** Free text that the producer left, by key. */
  readonly metadata: ReadonlyMap<string, string>;
}

/**
 * Reads a ModelProto (ONNX 1.x, `onnx.proto`) down to its nodes.
 *
 * @param bytes The file.
 * @returns Its parts; views of `bytes`, so that must stay as it is while they are used.
 * @throws {OnnxError} If the bytes are no ModelProto with one graph.
 */
export function readModel(bytes: Uint8Array): Model {
  const reader = new ProtobufReader(bytes);
  const opsets = new Map<string, number>();
  const metadata = new Map<string, string>();
  let producer = "";
  let graph: Graph | undefined;
  while (reader.next()) {
    if (reader.field === 2) producer = reader.text();
    else if (reader.field === 8) {
      const [domain, version] = readOpset(reader.message());
      addOnce(opsets, domain, version, "operator set", reader.fieldOffset, true);
    } else if (reader.field === 14) {
      const [key, value] = readEntry(reader.message());
      addOnce(metadata, key, value, "metadata", reader.fieldOffset);
    } else if (reader.field !== 7) reader.skip();
    else if (graph === undefined) graph = readGraph(reader.message());
    else throw new OnnxError("damaged", "there must be one graph: a second is", reader.fieldOffset);
  }
  if (graph === undefined) throw new OnnxError("damaged", "there must be a graph: there is none");
  if (opsets.size === 0) {
    throw new OnnxError("damaged", "an operator set must be named: there is none");
  }
  return { ...graph, producer, opsets, metadata };
}

/**
 * Most nodes, tensors, attributes and names of a graph: each takes two bytes of a file at least, and a
 * hundred times that of memory. The largest networks have some ten thousand nodes.
 */
const MAX_PARTS = 250_000;

/** Parts as which a node counts, for the memory that it takes by itself. */
const PARTS_OF_NODE = 3;

/** Counts the parts of one graph. */
class PartCounter {
  #count = 0;

  /** Counts one more, or several. */
  add(offset: number, nParts = 1): void {
    this.#count += nParts;
    if (this.#count <= MAX_PARTS) return;
    const what = `a graph must have at most ${MAX_PARTS} nodes, tensors, attributes and names`;
    throw new OnnxError("damaged", `${what}: has more`, offset);
  }
}

type Graph = Pick<Model, "graphName" | "nodes" | "inputs" | "outputs" | "initializers">;

function readGraph(reader: ProtobufReader): Graph {
  const nodes: Node[] = [];
  const inputs: ValueInfo[] = [];
  const outputs: ValueInfo[] = [];
  const initializers = new Map<string, ProtobufReader>();
  const parts = new PartCounter();
  let graphName = "";
  while (reader.next()) {
    parts.add(reader.fieldOffset, reader.field === 1 ? PARTS_OF_NODE : 1);
    if (reader.field === 1) nodes.push(readNode(reader.message(), reader.fieldOffset, parts));
    else if (reader.field === 2) graphName = reader.text();
    else if (reader.field === 5) {
      const tensor = reader.message();
      addOnce(initializers, findText(tensor, 8), tensor, "initializer", reader.fieldOffset);
    } else if (reader.field === 11) inputs.push(readValueInfo(reader.message()));
    else if (reader.field === 12) outputs.push(readValueInfo(reader.message()));
    else reader.skip();
  }
  const given = inputs.filter((input) => !initializers.has(input.name));
  return { graphName, nodes, inputs: given, outputs, initializers };
}

function readNode(reader: ProtobufReader, offset: number, parts: PartCounter): Node {
  const inputs: string[] = [];
  const outputs: string[] = [];
  const attributes = new Map<string, ProtobufReader>();
  let opType = "";
  let domain = "";
  while (reader.next()) {
    parts.add(reader.fieldOffset);
    if (reader.field === 1) inputs.push(reader.text());
    else if (reader.field === 2) outputs.push(reader.text());
    else if (reader.field === 4) opType = reader.text();
    else if (reader.field === 7) domain = reader.text();
    else if (reader.field === 5) {
      const attribute = reader.message();
      addOnce(attributes, findText(attribute, 1), attribute, "attribute", reader.fieldOffset);
    } else reader.skip();
  }
  return { opType, domain, inputs, outputs, attributes, offset };
}

function findText(reader: ProtobufReader, field: number): string {
  let text = "";
  while (text === "" && reader.next()) {
    if (reader.field === field) text = reader.text();
    else reader.skip();
  }
  reader.rewind();
  return text;
}

function readOpset(reader: ProtobufReader): [string, number] {
  let domain = "";
  let version = 0;
  while (reader.next()) {
    if (reader.field === 1) domain = reader.text();
    else if (reader.field === 2) {
      reader.expect(WIRE.varint);
      version = reader.integer();
    } else reader.skip();
  }
  return [domain, version];
}

function readEntry(reader: ProtobufReader): [string, string] {
  const entry: [string, string] = ["", ""];
  while (reader.next()) {
    if (reader.field === 1) entry[0] = reader.text();
    else if (reader.field === 2) entry[1] = reader.text();
    else reader.skip();
  }
  return entry;
}

function addOnce<Value>(
  map: Map<string, Value>,
  key: string,
  value: Value,
  kind: string,
  offset: number,
  isRepeatable = false,
): void {
  const earlier = map.get(key);
  if (earlier !== undefined && !(isRepeatable && earlier === value)) {
    throw new OnnxError(
      "damaged",
      `each ${kind} must appear once: "${key}" is there twice`,
      offset,
    );
  }
  map.set(key, value);
}

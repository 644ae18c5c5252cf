import type { ForestTrees } from "@mlops/forest";
import { ProtobufWriter } from "./protobuf_writer.ts";
import { toTreeAttributes } from "./to_tree_attributes.ts";
import { checksum, CHECKSUM_KEY, type TreeAttributes } from "./tree_attributes.ts";
import { writeValueInfo } from "./write_value_info.ts";

/** Names that go into the file. */
export interface EncodeOptions {
  /** Name of the graph's input; default "float_input". */
  readonly inputName?: string;
  /** Name of the graph; default "RandomForestClassifier". */
  readonly graphName?: string;
  /** What wrote the file; default "@mlops/onnx". */
  readonly producerName?: string;
}

// What ONNX Runtime, onnxruntime-web and onnx.checker all accept; skl2onnx writes the same.
const IR_VERSION = 8;
const OPSETS = [["ai.onnx.ml", 1], ["", 15]] as const;

// AttributeProto.AttributeType in onnx.proto.
const ATTRIBUTE = { text: 3, floats: 6, integers: 7, texts: 8 } as const;

/**
 * Writes a forest as an ONNX model with the one `TreeEnsembleClassifier` node that skl2onnx would
 * write with zipmap off: input `[n, nFeatures]` float, outputs `label` int64 and `probabilities`
 * float `[n, nClasses]`. Two things are added, which ONNX Runtime does not read: the cover of each
 * node in `nodes_hitrates`, and a checksum in the metadata. The same forest gives the same bytes.
 *
 * @param ensemble The forest; its thresholds are stored as the float32 that decides alike.
 * @param options Names that go into the file.
 * @returns The file.
 * @throws {RangeError} If the forest has no tree, fewer than two classes, a label that is no integer, a
 * threshold that is not finite or a cover that float32 does not hold.
 */
export function encodeForest(
  ensemble: ForestTrees,
  options: EncodeOptions = {},
): Uint8Array<ArrayBuffer> {
  const { inputName = "float_input", graphName = "RandomForestClassifier" } = options;
  const attributes = toTreeAttributes(ensemble);
  const model = new ProtobufWriter();
  model.integer(1, IR_VERSION);
  model.text(2, options.producerName ?? "@mlops/onnx");
  model.message(7, (graph) => {
    graph.message(1, (node) => writeNode(node, attributes, inputName));
    graph.text(2, graphName);
    const [nFeatures, nClasses] = [attributes.nFeatures, attributes.labels.length];
    graph.message(11, (info) => writeValueInfo(info, inputName, "float", [null, nFeatures]));
    graph.message(12, (info) => writeValueInfo(info, "label", "int64", [null]));
    graph.message(12, (info) => writeValueInfo(info, "probabilities", "float", [null, nClasses]));
  });
  for (const [domain, version] of OPSETS) {
    model.message(8, (opset) => {
      opset.text(1, domain);
      opset.integer(2, version);
    });
  }
  model.message(14, (entry) => {
    entry.text(1, CHECKSUM_KEY);
    entry.text(2, checksum(attributes));
  });
  return model.finish();
}

function writeNode(node: ProtobufWriter, attributes: TreeAttributes, inputName: string): void {
  node.text(1, inputName);
  node.text(2, "label");
  node.text(2, "probabilities");
  node.text(3, "TreeEnsembleClassifier");
  node.text(4, "TreeEnsembleClassifier");
  writeIntegers(node, "class_ids", attributes.classIds);
  writeIntegers(node, "class_nodeids", attributes.classNodeIds);
  writeIntegers(node, "class_treeids", attributes.classTreeIds);
  writeFloats(node, "class_weights", attributes.classWeights);
  writeIntegers(node, "classlabels_int64s", attributes.labels.map(Number));
  writeIntegers(node, "nodes_falsenodeids", attributes.falseIds);
  writeIntegers(node, "nodes_featureids", attributes.featureIds);
  writeFloats(node, "nodes_hitrates", attributes.hitrates);
  writeIntegers(node, "nodes_missing_value_tracks_true", new Uint8Array(attributes.isLeaf.length));
  writeModes(node, attributes.isLeaf);
  writeIntegers(node, "nodes_nodeids", attributes.nodeIds);
  writeIntegers(node, "nodes_treeids", attributes.treeIds);
  writeIntegers(node, "nodes_truenodeids", attributes.trueIds);
  writeFloats(node, "nodes_values", attributes.values);
  node.message(5, (attribute) => {
    attribute.text(1, "post_transform");
    attribute.text(4, "NONE");
    attribute.integer(20, ATTRIBUTE.text);
  });
  node.text(7, "ai.onnx.ml");
}

function writeIntegers(node: ProtobufWriter, name: string, values: Iterable<number>): void {
  node.message(5, (attribute) => {
    attribute.text(1, name);
    for (const value of values) attribute.integer(8, value);
    attribute.integer(20, ATTRIBUTE.integers);
  });
}

function writeFloats(node: ProtobufWriter, name: string, values: Float32Array): void {
  node.message(5, (attribute) => {
    attribute.text(1, name);
    for (const value of values) attribute.float(7, value);
    attribute.integer(20, ATTRIBUTE.floats);
  });
}

function writeModes(node: ProtobufWriter, isLeaf: Uint8Array): void {
  const leaf = new TextEncoder().encode("LEAF");
  const branch = new TextEncoder().encode("BRANCH_LEQ");
  node.message(5, (attribute) => {
    attribute.text(1, "nodes_modes");
    for (const flag of isLeaf) attribute.bytes(9, flag === 1 ? leaf : branch);
    attribute.integer(20, ATTRIBUTE.texts);
  });
}

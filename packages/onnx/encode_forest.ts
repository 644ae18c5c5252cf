import { doublesToText } from "./doubles_text.ts";
import type { GraphColumn } from "./graph_column.ts";
import { ProtobufWriter } from "./protobuf_writer.ts";
import { toTreeAttributes, type WrittenForest } from "./to_tree_attributes.ts";
import { checksum, CHECKSUM_KEY, COVER_KEY, LEAVES_KEY } from "./tree_attributes.ts";
import { graphNames, writeColumns, writeOutputs } from "./write_columns.ts";
import { writeTreeNode } from "./write_tree_node.ts";
import { writeValueInfo } from "./write_value_info.ts";

/** What goes into the file beside the trees. */
export interface EncodeOptions {
  /**
   * Columns of the table in the order of the features, each of which becomes an input of the graph; left
   * out: the graph takes rows of float32 numbers.
   */
  readonly columns?: readonly GraphColumn[];
  /** Class labels, all integers or all texts, in the place of the forest's numbers. */
  readonly labels?: readonly (number | string)[];
  /** Name of the graph's input, if it takes rows; default "float_input". */
  readonly inputName?: string;
  /** Name of the graph; default "RandomForestClassifier", "RandomForest" with columns. */
  readonly graphName?: string;
  /** What wrote the file; default "@mlops/onnx". */
  readonly producerName?: string;
}

// What ONNX Runtime, onnxruntime-web and onnx.checker all accept; skl2onnx writes the same for rows.
const IR_VERSION = 8;
const ROW_OPSETS = [["ai.onnx.ml", 1], ["", 15]] as const;
// Words with a default of NaN came with the third.
const COLUMN_OPSETS = [["ai.onnx.ml", 3], ["", 15]] as const;

/**
 * Writes a forest as an ONNX model. The same forest gives the same bytes.
 *
 * Without `columns`, with the one node that skl2onnx would write with zipmap off: input `[n, nFeatures]`
 * float, outputs `label` and `probabilities` float `[n, nClasses]`, or `variable` float `[n, 1]` of a
 * forest that estimates a number. With them, one input of n values for each column, named as it, and
 * outputs of n values: `label` and `probability_LABEL` for each class, or `prediction`.
 *
 * What ONNX Runtime does not read is added: the cover of each node in `nodes_hitrates`, and in the
 * metadata a checksum, and the leaves' values where float32 weights do not tell them.
 *
 * @param ensemble The forest; its thresholds are stored as the float32 that decides alike.
 * @param options What goes into the file beside it.
 * @returns The file.
 * @throws {RangeError} If the forest has no tree, a single class, a label that is no integer, or,
 * without columns and missing values, a threshold that is not finite or a cover that float32 does not hold.
 */
export function encodeForest(
  ensemble: WrittenForest,
  options: EncodeOptions = {},
): Uint8Array<ArrayBuffer> {
  const { columns = null, labels = ensemble.classes } = options;
  const isPlain = columns === null && (ensemble.missing ?? null) === null && labels.length > 0;
  const attributes = toTreeAttributes(ensemble, { columns, labels, hasDirections: !isPlain });
  const usualName = columns === null && labels.length > 0
    ? "RandomForestClassifier"
    : "RandomForest";
  const model = new ProtobufWriter();
  model.integer(1, IR_VERSION);
  model.text(2, options.producerName ?? "@mlops/onnx");
  model.message(7, (graph) => {
    const { graphName = usualName, inputName = "float_input" } = options;
    const labelType = typeof labels[0] === "string" ? "string" : "int64";
    if (columns === null) {
      const outputs = labels.length === 0 ? ["variable"] : ["label", "probabilities"];
      graph.message(1, (node) => writeTreeNode(node, attributes, { input: inputName, outputs }));
      graph.text(2, graphName);
      const shape = [null, attributes.nFeatures];
      graph.message(11, (info) => writeValueInfo(info, inputName, "float", shape));
      if (labels.length > 0) {
        graph.message(12, (info) => writeValueInfo(info, "label", labelType, [null]));
      }
      const name = outputs.at(-1)!;
      const width = Math.max(1, labels.length);
      graph.message(12, (info) => writeValueInfo(info, name, "float", [null, width]));
      return;
    }
    const names = graphNames(columns, labels);
    writeColumns(graph, columns, names);
    graph.message(1, (node) => {
      writeTreeNode(node, attributes, { input: names.features, outputs: names.made });
    });
    writeOutputs(graph, labels, names, graphName);
  });
  for (const [domain, version] of columns === null ? ROW_OPSETS : COLUMN_OPSETS) {
    model.message(8, (opset) => {
      opset.text(1, domain);
      opset.integer(2, version);
    });
  }
  const { leaves, exactCover } = attributes;
  writeEntry(model, CHECKSUM_KEY, checksum(attributes));
  if (leaves !== null) writeEntry(model, LEAVES_KEY, doublesToText(leaves));
  if (exactCover !== null) writeEntry(model, COVER_KEY, doublesToText(exactCover));
  return model.finish();
}

function writeEntry(model: ProtobufWriter, key: string, text: string): void {
  model.message(14, (entry) => {
    entry.text(1, key);
    entry.text(2, text);
  });
}

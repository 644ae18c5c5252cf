import { deepEqual, equal } from "node:assert/strict";
import { describeModel } from "./describe_model.ts";
import { forestModel } from "./testing/forest_model.ts";
import { ProtobufWriter } from "./protobuf_writer.ts";
import { writeValueInfo } from "./write_value_info.ts";

/** A graph whose label is picked from a stored list, as skl2onnx writes for a naive Bayes model. */
function pickingModel(writeClasses: (tensor: ProtobufWriter) => void): Uint8Array {
  const model = new ProtobufWriter();
  model.text(2, "skl2onnx");
  model.message(7, (graph) => {
    const nodes = [
      ["ArgMax", "x", "best"],
      ["ArrayFeatureExtractor", "classes", "picked"],
      ["Cast", "picked", "label"],
    ];
    for (const [opType = "", input = "", output = ""] of nodes) {
      graph.message(1, (node) => {
        node.text(1, input);
        node.text(2, output);
        node.text(4, opType);
      });
    }
    graph.text(2, "bayes");
    graph.message(5, (tensor) => {
      writeClasses(tensor);
      tensor.text(8, "classes");
    });
    graph.message(11, (info) => writeValueInfo(info, "x", "float", [null, 3]));
    graph.message(11, (info) => writeValueInfo(info, "classes", "int64", [2]));
    graph.message(12, (info) => writeValueInfo(info, "label", "int64", [null]));
  });
  model.message(8, (opset) => opset.integer(2, 15));
  model.message(14, (entry) => {
    entry.text(1, "trained by");
    entry.text(2, "a test");
  });
  return model.finish();
}

Deno.test("describeModel() tells inputs, outputs, operators, labels and metadata", () => {
  deepEqual(describeModel(pickingModel((tensor) => tensor.integer(7, -4))), {
    graphName: "bayes",
    producer: "skl2onnx",
    opsets: new Map([["", 15]]),
    inputs: [{
      name: "x",
      elementType: "float",
      shape: [null, 3],
      takesMissing: false,
      categories: null,
      mustBeKnown: false,
    }],
    outputs: [{ name: "label", elementType: "int64", shape: [null] }],
    nodes: ["ArgMax", "ArrayFeatureExtractor", "Cast"].map((opType) => ({ opType, domain: "" })),
    classLabels: [-4],
    metadata: new Map([["trained by", "a test"]]),
  });
});

Deno.test("describeModel() reads stored labels of every layout", () => {
  const labelsOf = (write: (tensor: ProtobufWriter) => void) =>
    describeModel(pickingModel(write)).classLabels;
  const raw = (type: number, bytes: Uint8Array) => (tensor: ProtobufWriter) => {
    tensor.integer(2, type);
    tensor.bytes(9, bytes);
  };
  deepEqual(labelsOf((tensor) => tensor.bytes(7, Uint8Array.of(3, 5, 9))), [3, 5, 9]);
  deepEqual(labelsOf(raw(7, new Uint8Array(BigInt64Array.of(-1n, 2n).buffer))), [-1, 2]);
  deepEqual(labelsOf(raw(6, new Uint8Array(Int32Array.of(7, 8).buffer))), [7, 8]);
  deepEqual(labelsOf((tensor) => tensor.text(6, "benign")), ["benign"]);
  equal(labelsOf(raw(1, new Uint8Array(8))), null);
});

Deno.test("describeModel() finds the labels in a classifier node", () => {
  deepEqual(describeModel(forestModel()).classLabels, [0, 1]);
  const nodes = [["Cast", "label", "output_label"]] as const;
  deepEqual(describeModel(forestModel({ nodes })).classLabels, [0, 1]);
});

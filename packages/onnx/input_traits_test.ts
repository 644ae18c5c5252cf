import { deepEqual, equal } from "node:assert/strict";
import { inputTraits } from "./input_traits.ts";
import { ProtobufWriter } from "./protobuf_writer.ts";
import { readModel } from "./read_model.ts";
import { writeValueInfo } from "./write_value_info.ts";

/** An operator with what it takes and gives; `write` adds its attributes. */
type TestedNode = readonly [
  opType: string,
  inputs: readonly string[],
  output: string,
  write?: (node: ProtobufWriter) => void,
];

function traitsOf(nodes: readonly TestedNode[]) {
  const model = new ProtobufWriter();
  model.message(7, (graph) => {
    for (const [opType, inputs, output, write] of nodes) {
      graph.message(1, (node) => {
        for (const input of inputs) node.text(1, input);
        node.text(2, output);
        node.text(4, opType);
        write?.(node);
      });
    }
    graph.message(11, (info) => writeValueInfo(info, "x", "float", [null, 1]));
  });
  model.message(8, (opset) => opset.integer(2, 15));
  return inputTraits(readModel(model.finish()), "x");
}

function attribute(name: string, write: (attribute: ProtobufWriter) => void) {
  return (node: ProtobufWriter) =>
    node.message(5, (message) => {
      message.text(1, name);
      write(message);
    });
}

const isMade = (nodes: readonly TestedNode[]) => traitsOf(nodes).takesMissing;

Deno.test("inputTraits() tells that a graph replaces missing values, or asks for them", () => {
  equal(isMade([["Concat", ["x", "y"], "all"], ["Imputer", ["all"], "whole"]]), true);
  equal(isMade([["IsNaN", ["x"], "mask"], ["Where", ["mask", "zero", "x"], "whole"]]), true);
});

Deno.test("inputTraits() tells that trees have a direction for missing values", () => {
  const tracking = (track: number) =>
    attribute("nodes_missing_value_tracks_true", (list) => list.integer(8, track));
  equal(isMade([["TreeEnsembleClassifier", ["x"], "y", tracking(1)]]), true);
  equal(isMade([["TreeEnsembleClassifier", ["x"], "y", tracking(0)]]), false);
  equal(isMade([["TreeEnsembleClassifier", ["x"], "y"]]), false);
});

Deno.test("inputTraits() trusts no direction of trees with a threshold of infinity", () => {
  equal(
    isMade([["TreeEnsembleClassifier", ["x"], "y", (node) => {
      attribute("nodes_missing_value_tracks_true", (list) => list.integer(8, 1))(node);
      attribute("nodes_values", (list) => list.float(7, Infinity))(node);
    }]]),
    false,
  );
});

Deno.test("inputTraits() takes a value that only some of the graph mends for one that it does not", () => {
  equal(isMade([["Imputer", ["x"], "whole"]]), true);
  equal(isMade([["Scaler", ["x"], "scaled"], ["Normalizer", ["scaled"], "y"]]), false);
  equal(
    isMade([
      ["Identity", ["x"], "same"],
      ["Imputer", ["same"], "whole"],
      ["Cast", ["x"], "cast"],
      ["Gemm", ["cast"], "y"],
    ]),
    false,
  );
  equal(isMade([]), false);
});

Deno.test("inputTraits() ends in a graph with a cycle", () => {
  equal(isMade([["Identity", ["x"], "y"], ["Identity", ["y"], "x"]]), false);
});

Deno.test("inputTraits() finds the categories of a one-hot encoder, and whether others are an error", () => {
  const encoder = (zeros: number | null) =>
    traitsOf([["OneHotEncoder", ["x"], "y", (node) => {
      attribute("cats_strings", (list) => {
        list.text(9, "female");
        list.text(9, "male");
      })(node);
      if (zeros !== null) attribute("zeros", (single) => single.integer(3, zeros))(node);
    }]]);
  const categories = ["female", "male"];
  deepEqual(encoder(0), { takesMissing: false, categories, mustBeKnown: true });
  deepEqual(encoder(1), { takesMissing: false, categories, mustBeKnown: false });
  deepEqual(encoder(null), { takesMissing: false, categories, mustBeKnown: false });
});

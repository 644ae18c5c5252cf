import { deepEqual, throws } from "node:assert/strict";
import { externalFiles } from "./external_files.ts";
import { ProtobufWriter } from "./protobuf_writer.ts";

/** A model with a tensor for each location; `null` keeps it in the model's own file. */
function modelWith(locations: readonly (string | null)[]): Uint8Array {
  const model = new ProtobufWriter();
  model.message(7, (graph) => {
    locations.forEach((location, index) => {
      graph.message(5, (tensor) => {
        tensor.text(8, `weights ${index}`);
        if (location === null) return;
        for (const [key, value] of [["location", location], ["offset", "0"]] as const) {
          tensor.message(13, (entry) => {
            entry.text(1, key);
            entry.text(2, value);
          });
        }
      });
    });
  });
  model.message(8, (opset) => opset.integer(2, 17));
  return model.finish();
}

Deno.test("externalFiles() lists each file beside the model's own once", () => {
  deepEqual(externalFiles(modelWith([null])), []);
  deepEqual(externalFiles(modelWith(["b.data", null, "a/c.data", "b.data"])), [
    "a/c.data",
    "b.data",
  ]);
});

for (const path of ["../b", "/etc/passwd", "a/../../b", "a//b", "C:\\b", "a\\b", "", "a/\u0000"]) {
  Deno.test(`externalFiles() refuses the path ${JSON.stringify(path)}, which leaves the folder`, () => {
    throws(() => externalFiles(modelWith([path])), {
      name: "ModelError",
      reason: "forbidden",
      message: /the file of a tensor must lie in the model's folder: .* of "weights 0" leaves it$/,
    });
  });
}

Deno.test("externalFiles() refuses more files than anybody writes", () => {
  const locations = (count: number) => Array.from({ length: count }, (_, index) => `w${index}`);
  deepEqual(externalFiles(modelWith(locations(500))).length, 500);
  throws(() => externalFiles(modelWith(locations(501))), {
    reason: "forbidden",
    message: "its tensors must lie in at most 500 files: lie in more",
  });
});

import { deepEqual, equal } from "node:assert/strict";
import { describeModel } from "./describe_model.ts";
import { forestModel } from "./testing/forest_model.ts";
import { removeZipMaps } from "./remove_zip_maps.ts";

Deno.test("removeZipMaps() leaves a model without them as it is", () => {
  const bytes = forestModel();
  equal(removeZipMaps(bytes), bytes);
});

Deno.test("removeZipMaps() gives the tensor in place of the maps, and keeps all else", () => {
  const nodes = [["ZipMap", "scores", "probabilities"]] as const;
  const { nodes: kept, outputs, ...others } = describeModel(removeZipMaps(forestModel({ nodes })));
  deepEqual(kept, [{ opType: "TreeEnsembleClassifier", domain: "ai.onnx.ml" }]);
  deepEqual(outputs, [
    { name: "label", elementType: "int64", shape: [null] },
    { name: "scores", elementType: "float", shape: [null, null] },
  ]);
  const { nodes: _, outputs: __, ...expected } = describeModel(forestModel());
  deepEqual(others, expected);
});

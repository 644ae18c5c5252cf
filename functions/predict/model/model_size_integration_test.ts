import { deepEqual, match } from "node:assert/strict";
import { publishModel } from "../testing/published_model.ts";
import { smallDiabetesModel } from "../testing/small_models.ts";
import { testedApp } from "../testing/tested_app.ts";

Deno.test("a file that is large for the memory is refused before it is there", async () => {
  const model = smallDiabetesModel();
  const large = new Map([["model.onnx", new Uint8Array(17 * 2 ** 20)]]);
  await using registry = await publishModel({ ...model, files: { ...model.files, files: large } });
  const env = { MLFLOW_TRACKING_URI: registry.trackingUri, MEMORY_LIMIT_MIB: "128" };
  const { follower, store } = await testedApp({ model: null, env });
  await follower.look(new AbortController().signal);
  const [refusal] = store.refusals;
  deepEqual(refusal?.reason, "too_large");
  match(refusal?.detail ?? "", /at most 16777216 bytes: "model.onnx" has more \(raise MEMORY_LI/);
});

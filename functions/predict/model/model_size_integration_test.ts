import { deepEqual, match } from "node:assert/strict";
import { lookAnswered } from "../testing/look_answered.ts";
import { publishModel } from "../testing/published_model.ts";
import { smallDiabetesModel } from "../testing/small_models.ts";
import { testedApp } from "../testing/tested_app.ts";

/** The tracking server learns only some time after the test's end that a download was given up. */
const LINGERS = { sanitizeOps: false, sanitizeResources: false };

Deno.test(
  "a file that is large for the memory is refused before it is there",
  LINGERS,
  async () => {
    const model = smallDiabetesModel();
    const large = new Map([["model.onnx", new Uint8Array(17 * 2 ** 20)]]);
    await using registry = await publishModel({
      ...model,
      files: { ...model.files, files: large },
    });
    const env = { MLFLOW_TRACKING_URI: registry.trackingUri, MEMORY_LIMIT_MIB: "128" };
    const service = await testedApp({ model: null, env });
    await lookAnswered(service);
    const [refusal] = service.store.refusals;
    deepEqual(refusal?.reason, "too_large");
    match(refusal?.detail ?? "", /at most 16777216 bytes: "model.onnx" has more \(raise MEMORY_LI/);
  },
);

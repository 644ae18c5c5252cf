import { deepEqual, equal, match } from "node:assert/strict";
import { readLightgbm } from "@mlops/lightgbm";
import type { SmallModel } from "../testing/small_models.ts";
import { MlModelFile } from "../model/ml_model_file.ts";
import { loadSmallModel } from "../testing/small_models.ts";
import { postJson, testedApp } from "../testing/tested_app.ts";

/** LightGBM's text of a stump: one leaf up to 0.5, another beyond. */
function stump(objective: string, leaves: readonly [number, number]): string {
  const tree = [
    "Tree=0",
    "num_leaves=2",
    "num_cat=0",
    "split_feature=0",
    "split_gain=1",
    "threshold=0.5",
    "decision_type=2",
    "left_child=-1",
    "right_child=-2",
    `leaf_value=${leaves.join(" ")}`,
    "leaf_weight=1 999999",
    "leaf_count=1 999999",
    "internal_value=0",
    "internal_weight=1000000",
    "internal_count=1000000",
    "is_linear=0",
    "shrinkage=1",
    "",
    "",
  ].join("\n") + "\n";
  const header = [
    "tree",
    "version=v4",
    "num_class=1",
    "num_tree_per_iteration=1",
    "label_index=0",
    "max_feature_idx=0",
    `objective=${objective}`,
    "feature_names=a",
    "feature_infos=[0:1]",
    `tree_sizes=${tree.length}`,
    "",
    "",
  ].join("\n");
  return `${header}${tree}end of trees\n\nfeature_importances:\na=1\n\nparameters:\nend of parameters\n\npandas_categorical:null\n`;
}

function lightgbm(objective: string, leaves: readonly [number, number]): SmallModel {
  const bytes = new TextEncoder().encode(stump(objective, leaves));
  const text =
    "flavors:\n  lightgbm:\n    data: model.lgb\n    model_class: lightgbm.basic.Booster\n";
  return {
    reference: { name: "m", version: "1", runId: "", source: "", tags: { sha256: "0" } },
    files: {
      mlModel: new MlModelFile(text),
      main: "model.lgb",
      files: new Map([["model.lgb", bytes]]),
      digests: new Map(),
      signature: null,
      sha256: "0",
    },
  };
}

Deno.test("a row whose answer JSON cannot hold is refused, and all others are answered", async () => {
  const { app, metrics } = await testedApp({ model: lightgbm("poisson", [0.5, 1e6]) });
  const sound = await postJson(app, "/predict", { a: 0 });
  deepEqual([sound.status, await sound.json()], [200, { prediction: Math.exp(0.5) }]);
  for (const path of ["/predict", "/explain"]) {
    const response = await postJson(app, path, { a: 1 });
    equal(response.status, 422);
    const [{ detail }] = (await response.json()).errors;
    match(detail, /^a must be a value that the model can score: it answers Infinity$/);
  }
  const rows = await postJson(app, "/invocations", { "dataframe_records": [{ a: 0 }, { a: 1 }] });
  // As MLflow's own scoring server has it.
  equal(rows.status, 400);
  equal(metrics.inFlight.value, 0);
});

Deno.test("numbers whose sums are infinite explain nothing", async () => {
  const { app } = await testedApp({ model: lightgbm("regression", [1.7e308, -1.7e308]) });
  equal((await postJson(app, "/predict", { a: 0 })).status, 200);
  const response = await postJson(app, "/explain", { a: 0 });
  equal(response.status, 422);
  match(
    (await response.json()).detail,
    /as its numbers are so large that their sums are infinite$/,
  );
});

Deno.test("a model that answers a row of zeros with no number is refused", async () => {
  equal(readLightgbm(stump("poisson", [1e6, 0])).output, "value");
  let refusal = "";
  await loadSmallModel(lightgbm("poisson", [1e6, 0])).catch(({ message }) => refusal = message);
  match(refusal, /must score a row of zeros with numbers that are answers: .* answers Infinity$/);
});

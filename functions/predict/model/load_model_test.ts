import { FEATURES } from "@mlops/tasks/diabetes";
import { deepEqual, equal, rejects } from "node:assert/strict";
import { readOnnx } from "../engines/read_onnx.ts";
import { STUMP_MODEL } from "../testing/stump_model.ts";
import { typedModel } from "../testing/typed_model.ts";
import { MlModelFile } from "./ml_model_file.ts";
import { loadModel } from "./load_model.ts";
import { RefusedModelError } from "./refused_model_error.ts";
import {
  smallDiabetesModel,
  type SmallModel,
  smallThreeClassModel,
} from "../testing/small_models.ts";

// ONNX Runtime opens a MessageChannel when it is loaded and keeps it, which the sanitizer of the first
// test that loads it would take for a leak.
await (await readOnnx(STUMP_MODEL, { engine: "onnxruntime" })).dispose();

const OPTIONS = {
  engine: "auto",
  isDigestRequired: false,
  trustedKeys: [],
  now: () => 17,
} as const;

async function isRefused(model: SmallModel, reason: string, message: RegExp, options = {}) {
  const { reference, files } = model;
  await rejects(
    loadModel(reference, files, { ...OPTIONS, ...options }),
    (error) =>
      error instanceof RefusedModelError && error.reason === reason && message.test(error.message),
  );
}

Deno.test("loadModel() makes a checked version into a model", async () => {
  const { reference, files } = smallDiabetesModel();
  const model = await loadModel(reference, files, OPTIONS);
  equal(model.name, "diabetes-model");
  equal(model.isVerified, true);
  equal(model.task, "diabetes");
  equal(model.loadedAtMs, 17);
  equal(model.scorer.engine, "native");
  deepEqual(model.features.map(({ name }) => name).slice(0, 2), ["Pregnancies", "Glucose"]);
});

Deno.test("loadModel() serves a version without digest unverified, unless one is required", async () => {
  const untagged = smallDiabetesModel({ tags: {} });
  const model = await loadModel(untagged.reference, untagged.files, OPTIONS);
  equal(model.isVerified, false);
  await isRefused(untagged, "digest_missing", /MODEL_REQUIRE_DIGEST/, { isDigestRequired: true });
});

Deno.test("loadModel() refuses other bytes than the digest's before it reads them", async () => {
  const tampered = smallDiabetesModel({ tags: { sha256: "0".repeat(64) } });
  const files = { ...tampered.files, mlModel: new MlModelFile("no: [yaml") };
  await isRefused({ ...tampered, files }, "digest_mismatch", /must have the SHA-256 of its tag/);
});

Deno.test("loadModel() refuses a version without a flavor that is read by name of what it has", async () => {
  const model = smallDiabetesModel();
  const mlModel = new MlModelFile(model.files.mlModel.text.replace("  onnx:", "  tensorflow:"));
  await isRefused(
    { ...model, files: { ...model.files, mlModel } },
    "flavor",
    /must have a flavor of .*onnx: its flavor is tensorflow \(log it with/,
  );
});

Deno.test("loadModel() refuses an MLmodel that cannot be read", async () => {
  const model = smallDiabetesModel();
  for (const text of ["", "a: [", "flavors: 1", "- a"]) {
    const files = { ...model.files, mlModel: new MlModelFile(text) };
    await isRefused({ ...model, files }, "mlmodel", /MLmodel must be readable/);
  }
});

Deno.test("loadModel() refuses a file that is no classifier", async () => {
  const model = smallDiabetesModel({ tags: {} });
  const { main } = model.files;
  const cut = model.files.files.get(main)!.slice(0, 200);
  const files = { ...model.files, files: new Map([[main, cut]]) };
  await isRefused({ ...model, files }, "model_file", /its onnx model is refused: /);
});

Deno.test("loadModel() refuses features that do not fit the graph", async () => {
  await isRefused(
    smallDiabetesModel({ metadata: { features: [{ name: "a" }], goldenRows: [] } }),
    "features",
    /takes 8, names 1/,
  );
  const twice = Array.from({ length: 8 }, () => ({ name: "a" }));
  await isRefused(
    smallDiabetesModel({ metadata: { features: twice } }),
    "features",
    /must have different names/,
  );
});

Deno.test("loadModel() refuses a version that scores a golden row otherwise", async () => {
  const features = [0, 0, 0, 0, 0, 0, 0, 21];
  await isRefused(
    smallDiabetesModel({ metadata: { goldenRows: [{ features, probabilities: [0.8, 0.2] }] } }),
    "golden_rows",
    /must score golden row 0 as the trainer did, \[0.8,0.2\]: scores \[0.875,0.125\]/,
  );
  await isRefused(
    smallDiabetesModel({ metadata: { goldenRows: [{ features: [1], probabilities: [1, 0] }] } }),
    "golden_rows",
    /golden rows must have 8 features/,
  );
});

Deno.test("loadModel() refuses features' names that no answer should repeat", async () => {
  const named = (length: number) =>
    smallDiabetesModel({
      metadata: {
        features: FEATURES.map((feature, i) =>
          i === 3 ? { ...feature, name: "x".repeat(length) } : feature
        ),
      },
    });
  const { reference, files } = named(1_000);
  const model = await loadModel(reference, files, OPTIONS);
  equal(model.features[3]?.name.length, 1_000);
  await isRefused(named(1_001), "features", /at most 1000 characters: one begins with "xxxx/);
});

Deno.test("loadModel() allows long sums in 32 bits their rounding, and sums in 64 bits none", async () => {
  const features = [0, 0, 0, 0, 0, 0, 0, 21];
  const off = (distance: number) =>
    smallDiabetesModel({
      nTrees: 500,
      metadata: { goldenRows: [{ features, probabilities: [0.875 - distance, 0.125 + distance] }] },
    });
  const onnxruntime = { ...OPTIONS, engine: "onnxruntime" } as const;
  for (const distance of [0, 2e-5]) {
    const { reference, files } = off(distance);
    const model = await loadModel(reference, files, onnxruntime);
    equal(model.scorer.engine, "onnxruntime");
    await model.scorer.dispose();
  }
  await isRefused(off(4e-5), "golden_rows", /must score golden row 0/, onnxruntime);
  await isRefused(off(2e-6), "golden_rows", /must score golden row 0/);
});

Deno.test("loadModel() names features without metadata by the signature, else by number", async () => {
  const { reference, files } = smallThreeClassModel();
  const { text } = files.mlModel;
  const withoutMetadata = text.slice(0, text.indexOf("metadata:"));
  const rest = text.slice(text.search(/^mlflow_version:/m));
  const plain = await loadModel(
    reference,
    { ...files, mlModel: new MlModelFile(withoutMetadata + rest) },
    OPTIONS,
  );
  deepEqual(plain.features.map(({ name }) => name), ["input_0", "input_1"]);
  equal(plain.task, null);
  const columns = '[{"type":"double","name":"width"},{"type":"double","name":"length"}]';
  const signature = `signature:\n  inputs: '${columns}'\n  outputs: null\n`;
  const signed = `${withoutMetadata}${rest.replace(/^signature:.*$/m, "")}${signature}`;
  const named = await loadModel(reference, { ...files, mlModel: new MlModelFile(signed) }, OPTIONS);
  deepEqual(named.features.map(({ name }) => name), ["width", "length"]);
});

/** The features of a model whose signature has these columns. */
async function featuresBy(columns: Record<string, string>): Promise<Record<string, string>> {
  const { reference, files } = await typedModel();
  const inputs = Object.entries(columns).map(([name, type]) => ({ name, type, required: true }));
  const signature = `signature:\n  inputs: '${JSON.stringify(inputs)}'\n`;
  const mlModel = new MlModelFile(files.mlModel.text + signature);
  const { features } = await loadModel(reference, { ...files, mlModel }, OPTIONS);
  return Object.fromEntries(features.map(({ name, type }) => [name, type]));
}

Deno.test("loadModel() takes booleans and float32 where the signature has them and the file any number", async () => {
  const columns = { i: "long", b: "boolean", o: "string", m: "double" };
  equal((await featuresBy({ ...columns, x: "double" }))["x"], "fp64");
  equal((await featuresBy({ ...columns, x: "boolean" }))["x"], "bool");
  equal((await featuresBy({ ...columns, x: "float" }))["x"], "fp32");
});

Deno.test("loadModel() leaves columns where the file has them if its signature has another order", async () => {
  const features = await featuresBy({
    x: "float",
    o: "string",
    m: "double",
    b: "boolean",
    i: "long",
  });
  deepEqual(Object.keys(features), ["i", "b", "o", "m", "x"]);
  deepEqual([features["x"], features["o"]], ["fp32", "bytes"]);
});

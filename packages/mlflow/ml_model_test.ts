import { deepEqual, equal, throws } from "node:assert/strict";
import type { MlModel } from "./ml_model.ts";
import { formatMlModel, parseMlModel } from "./ml_model_file.ts";

const MODEL: MlModel = {
  artifactPath: "model",
  runId: "70e12345678901234567890123456789",
  utcTimeCreated: "2026-11-23 15:55:46.866588",
  modelUuid: "0123456789abcdef0123456789abcdef",
  mlflowVersion: "2.17.2",
  modelSizeBytes: 503_224,
  flavors: { onnx: { code: null, data: "model.onnx", providers: ["CPUExecutionProvider"] } },
  signature: {
    inputs: [{ name: null, type: "tensor", dtype: "float32", shape: [-1, 8] }],
    outputs: [{ name: "label", type: "tensor", dtype: "int64", shape: [-1] }],
  },
  savedInputExampleInfo: null,
  metadata: { task: "diabetes", small: 1e-7 },
};

const YAML = `artifact_path: model
flavors:
  onnx:
    code: null
    data: model.onnx
    providers:
    - CPUExecutionProvider
metadata:
  small: 1.0e-7
  task: diabetes
mlflow_version: 2.17.2
model_size_bytes: 503224
model_uuid: 0123456789abcdef0123456789abcdef
run_id: 70e12345678901234567890123456789
signature:
  inputs: '[{"type":"tensor","tensor-spec":{"dtype":"float32","shape":[-1,8]}}]'
  outputs: '[{"name":"label","type":"tensor","tensor-spec":{"dtype":"int64","shape":[-1]}}]'
  params: null
utc_time_created: '2026-11-23 15:55:46.866588'
`;

Deno.test("formatMlModel() writes sorted keys and nulls, as MLflow does", () => {
  equal(formatMlModel(MODEL), YAML);
});

Deno.test("parseMlModel() reads back what formatMlModel() wrote", () => {
  deepEqual(parseMlModel(YAML), MODEL);
});

Deno.test("parseMlModel() reads a folded column signature, and nothing where there is none", () => {
  const model = parseMlModel(`flavors: {python_function: {loader_module: mlflow.sklearn}}
signature:
  inputs: '[{"type": "double", "name": "Glucose", "required": true}, {"type": "long",
    "name": "Age", "required": true}]'
  outputs: null
`);
  deepEqual(model.signature, {
    inputs: [
      { name: "Glucose", type: "double", dtype: null, shape: null, isRequired: true },
      { name: "Age", type: "long", dtype: null, shape: null, isRequired: true },
    ],
    outputs: [],
  });
  deepEqual([model.runId, model.metadata, model.modelSizeBytes], ["", null, null]);
});

Deno.test("parseMlModel() refuses a text that would take long to read", () => {
  throws(() => parseMlModel(`flavors: {}\n# ${"x".repeat(2 ** 20)}`), {
    name: "ModelFormatError",
    message: /at most 1048576 characters: has 1048590/,
  });
});

Deno.test("parseMlModel() refuses what is no MLmodel", () => {
  const wrong = [
    "",
    "- a\n- b",
    "<html>",
    "{",
    "flavors: 1",
    "flavors: {onnx: text}",
    "flavors: {}\nmetadata: text",
    "flavors: {}\nsignature: {inputs: '[', outputs: null}",
    "flavors: {}\nsignature: {inputs: '{}', outputs: null}",
    "a: &a [x,x]\nb: &b [*a,*a]\nc: &c [*b,*b]\nd: &d [*c,*c]\ne: &e [*d,*d]\nf: &f [*e,*e]\ng: [*f,*f]",
  ];
  for (const yaml of wrong) throws(() => parseMlModel(yaml), { name: "ModelFormatError" }, yaml);
});

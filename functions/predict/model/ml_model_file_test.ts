import { deepEqual, equal, rejects } from "node:assert/strict";
import { ModelFormatError } from "@mlops/mlflow";
import { MlModelFile } from "./ml_model_file.ts";
import type { VersionDescription } from "./version_description.ts";

const FLAVORS = "flavors:\n  onnx:\n    data: model.onnx\n";

const NO_DESCRIPTION: VersionDescription = {
  artifactPath: "",
  runId: "",
  utcTimeCreated: "",
  modelUuid: "",
  mlflowVersion: "",
  modelSizeBytes: null,
  flavors: {},
  signature: null,
  savedInputExampleInfo: null,
  metadata: { features: [], classes: [] },
};

/** Tells which texts are read apart, by their names. */
async function readApart(texts: Readonly<Record<string, string>>): Promise<string[]> {
  const apart = new Set<string>();
  for (const [name, text] of Object.entries(texts)) {
    const file = new MlModelFile(text, () => {
      apart.add(name);
      return Promise.resolve(NO_DESCRIPTION);
    });
    await file.read("models:/m/1");
  }
  return [...apart];
}

Deno.test("read() reads in this thread what takes it little time, and all else apart", async () => {
  const lines = (count: number) =>
    FLAVORS +
    Array.from({ length: count }, (_, index) => `k${index}: 1\n`).join("");
  deepEqual(
    await readApart({
      short: FLAVORS,
      "short in a line": `{flavors: {onnx: {data: model.onnx}}, x: [${"1,".repeat(3_000)}]}`,
      lines: lines(6_000),
      "many lines": lines(8_000),
      "long in a line": `${FLAVORS}x: [${"1,".repeat(5_000)}]\n`,
      comments: FLAVORS + "#\n".repeat(5_000),
    }),
    ["many lines", "long in a line", "comments"],
  );
});

Deno.test("read() tells why a file cannot be read apart", async () => {
  const refuse = () => Promise.reject(new ModelFormatError("it takes too long"));
  await rejects(
    new MlModelFile(FLAVORS + "#\n".repeat(5_000), refuse).read("models:/m/1"),
    /models:\/m\/1 as its MLmodel must be readable: .* as it takes too long$/,
  );
});

Deno.test("read() reads the signature of many columns that MLflow folds", async () => {
  const columns = Array.from(
    { length: 15_000 },
    (_, index) => `{"type": "double", "name": "c${index}", "required": true}`,
  );
  // At each comma, as PyYAML folds long lines at spaces.
  const folded = `signature:\n  inputs: '[${columns.join(",\n    ")}]'\n`;
  const { signature } = await new MlModelFile(FLAVORS + folded).read("models:/m/1");
  equal(signature?.inputs.length, 15_000);
});

import { equal, rejects } from "node:assert/strict";
import { MlModelFile } from "./ml_model_file.ts";

const FLAVORS = "flavors:\n  onnx:\n    data: model.onnx\n";

Deno.test("MlModelFile refuses more lines than the serving thread should read", async () => {
  const keys = Array.from({ length: 20_000 }, (_, index) => `k${index}: 1\n`).join("");
  await rejects(
    new MlModelFile(FLAVORS + keys).read("models:/m/1"),
    /models:\/m\/1 as its MLmodel must be readable: .* at most 20000 lines: has 20004$/,
  );
});

Deno.test("MlModelFile reads the signature of many columns that MLflow folds", async () => {
  const columns = Array.from(
    { length: 15_000 },
    (_, index) => `{"type": "double", "name": "c${index}", "required": true}`,
  );
  // At each comma, as PyYAML folds long lines at spaces.
  const folded = `signature:\n  inputs: '[${columns.join(",\n    ")}]'\n`;
  const { signature } = await new MlModelFile(FLAVORS + folded).read("models:/m/1");
  equal(signature !== null, true);
});

import { deepEqual, throws } from "node:assert/strict";
import { parseModelUri } from "./model_uri.ts";

Deno.test("parseModelUri() parts the four forms", () => {
  deepEqual(parseModelUri("models:/diabetes-model@champion"), {
    kind: "alias",
    name: "diabetes-model",
    alias: "champion",
  });
  deepEqual(parseModelUri("models:/a b.é/12"), { kind: "version", name: "a b.é", version: "12" });
  const modelId = `m-${"0123456789abcdef".repeat(2)}`;
  deepEqual(parseModelUri(`models:/${modelId}`), { kind: "model", modelId });
  deepEqual(parseModelUri("runs:/0123abc/model/onnx/"), {
    kind: "run",
    runId: "0123abc",
    path: "model/onnx",
  });
});

Deno.test("parseModelUri() refuses everything else", () => {
  const wrong = [
    "",
    "models:/",
    "models:/name",
    "models:/m-0123",
    `models:/m-${"0".repeat(33)}`,
    "models:/name@",
    "models:/@alias",
    "models:/name/Production",
    "models:/name/latest",
    "models:/name/0",
    "models:/name/1/",
    "models:/a/b@alias",
    "models://host/name@alias",
    "runs:/abc",
    "runs:/abc/",
    "runs:/abc/../x",
    "runs:/abc//x",
    "runs:/../x",
    "https://localhost/model",
  ];
  for (const text of wrong) {
    throws(() => parseModelUri(text), {
      name: "SyntaxError",
      message:
        `Cannot parse model URI as it must be "models:/NAME@ALIAS", "models:/NAME/VERSION", "models:/m-ID" or "runs:/RUN_ID/PATH": is "${text}"`,
    });
  }
});

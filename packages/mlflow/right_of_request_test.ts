import { deepEqual } from "node:assert/strict";
import { rightOfRequest } from "./right_of_request.ts";

const API = "/api/2.0/mlflow";

Deno.test("rightOfRequest() tells reading from writing", () => {
  const expected: readonly (readonly [string, string, string | null])[] = [
    ["GET", "/health", null],
    ["GET", "/version", null],
    ["GET", "/", "read"],
    ["HEAD", "/", "read"],
    ["GET", "/static-files/index.html", "read"],
    ["GET", `${API}/registered-models/alias`, "read"],
    ["GET", "/api/2.0/mlflow-artifacts/artifacts/1/a/model.onnx", "read"],
    ["POST", `${API}/runs/search`, "read"],
    ["POST", "/ajax-api/2.0/mlflow/runs/search", "read"],
    ["POST", "/api/3.0/mlflow/traces/search", "read"],
    ["POST", `${API}/logged-models/search`, "read"],
    ["POST", "/graphql", "read"],
    ["POST", `${API}/runs/create`, "promote"],
    ["POST", `${API}/registered-models/alias`, "promote"],
    ["DELETE", `${API}/registered-models/alias`, "promote"],
    ["PATCH", `${API}/model-versions/update`, "promote"],
    ["PUT", "/api/2.0/mlflow-artifacts/artifacts/1/a/model.onnx", "promote"],
    ["POST", "/api/2.0/mlflow-artifacts/mpu/create/1/a", "promote"],
    ["POST", `${API}/logged-models`, "promote"],
    ["POST", "/signup", "promote"],
  ];
  for (const [method, path, right] of expected) {
    deepEqual([method, path, rightOfRequest(method, path)], [method, path, right]);
  }
});

Deno.test("rightOfRequest() takes nothing that looks like a search for one", () => {
  for (
    const path of [
      `${API}/runs/create?x=/runs/search`,
      `${API}/runs/search/`,
      `${API}//runs/search`,
      `${API}/runs/search/../create`,
      `${API}/runs%2fsearch`,
      `/x${API}/runs/search`,
      "/api/2.0/mlflow-artifacts/runs/search",
      `${API}/runs/Search`,
      "/health",
      "/graphql/x",
    ]
  ) deepEqual([path, rightOfRequest("POST", path)], [path, "promote"]);
  deepEqual(rightOfRequest("PROPFIND", `${API}/runs/search`), "promote");
  deepEqual(rightOfRequest("get", "/"), "promote");
});

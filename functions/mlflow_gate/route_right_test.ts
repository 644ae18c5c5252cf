import { equal } from "node:assert/strict";
import { rightOfRoute, type RouteRight } from "./route_right.ts";

const API = "/api/2.0/mlflow";

const ROUTES: readonly [method: string, path: string, right: RouteRight][] = [
  ["GET", "/health", "none"],
  ["GET", "/version", "none"],
  ["POST", "/health", "promote"],
  ["GET", "/", "read"],
  ["GET", "/static-files/static/js/main.js", "read"],
  ["GET", "/get-artifact", "read"],
  ["GET", "/model-versions/get-artifact", "read"],
  ["GET", `${API}/registered-models/alias`, "read"],
  ["POST", `${API}/registered-models/alias`, "promote"],
  ["DELETE", `${API}/registered-models/alias`, "promote"],
  ["POST", `${API}/registered-models/create`, "promote"],
  ["PATCH", `${API}/registered-models/update`, "promote"],
  ["POST", `${API}/registered-models/search`, "read"],
  ["POST", `${API}/registered-models/get-latest-versions`, "read"],
  ["POST", `${API}/model-versions/transition-stage`, "promote"],
  ["POST", `${API}/runs/search`, "read"],
  ["POST", "/ajax-api/2.0/mlflow/runs/search", "read"],
  ["POST", "/api/3.0/mlflow/traces/search", "read"],
  ["DELETE", `${API}/runs/search`, "promote"],
  ["POST", `${API}/runs/search/../create`, "promote"],
  ["POST", `${API}/runs/create`, "promote"],
  ["POST", `${API}/runs/log-batch`, "promote"],
  ["POST", "/graphql", "read"],
  ["POST", "/ajax-api/2.0/mlflow/gateway-proxy", "promote"],
  ["GET", "/api/2.0/mlflow-artifacts/artifacts/1/a/artifacts/model/MLmodel", "read"],
  ["PUT", "/api/2.0/mlflow-artifacts/artifacts/1/a/artifacts/model/MLmodel", "promote"],
  ["DELETE", "/api/2.0/mlflow-artifacts/artifacts/1/a", "promote"],
  ["POST", "/api/2.0/mlflow-artifacts/mpu/create/1/a", "promote"],
  ["QUERY", "/", "promote"],
];

for (const [method, path, right] of ROUTES) {
  Deno.test(`rightOfRoute() asks ${right} of ${method} ${path}`, () => {
    equal(rightOfRoute(method, path), right);
  });
}

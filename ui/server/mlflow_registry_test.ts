import { MlflowClient } from "@mlops/mlflow";
import { ON_BEHALF_OF } from "@mlops/rights";
import { deepEqual } from "node:assert/strict";
import { createMlflowRegistry } from "./mlflow_registry.ts";

Deno.test("moveAlias() says for whom it asks, to whatever stands before MLflow", async () => {
  const asked: (string | null)[][] = [];
  const client = new MlflowClient({
    trackingUri: new URL("http://mlflow"),
    credentials: { token: "mlops_ui" },
    fetch: (input, init) => {
      const { method, headers } = new Request(input, init);
      asked.push([method, headers.get("authorization"), headers.get(ON_BEHALF_OF)]);
      return Promise.resolve(Response.json({ "registered_model": { name: "m" } }));
    },
  });
  const registry = createMlflowRegistry(client, null);
  await registry.moveAlias("m", "champion", "2", { name: "é@issuer" });
  await registry.moveAlias("m", "champion", "2", null);
  deepEqual(asked.filter(([method]) => method === "POST"), [
    ["POST", "Bearer mlops_ui", "%C3%A9%40issuer"],
    ["POST", "Bearer mlops_ui", null],
  ]);
});

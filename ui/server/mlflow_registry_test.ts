import { MlflowClient } from "@mlops/mlflow";
import { AUDITED } from "@mlops/mlflow/alias_mover";
import { ON_BEHALF_OF } from "@mlops/rights";
import { deepEqual, equal, ok } from "node:assert/strict";
import { createMlflowRegistry } from "./mlflow_registry.ts";

Deno.test("moveAlias() says for whom it asks, to whatever stands before MLflow, which says whether the audit knows", async () => {
  const asked: (string | null)[][] = [];
  let answerHeaders: Record<string, string> = {};
  const client = new MlflowClient({
    trackingUri: new URL("http://mlflow"),
    credentials: { token: "mlops_ui" },
    fetch: (input, init) => {
      const { method, headers } = new Request(input, init);
      asked.push([method, headers.get("authorization"), headers.get(ON_BEHALF_OF)]);
      const aliases = [{ alias: "champion", version: "1" }];
      const answer = { "registered_model": { name: "m", aliases } };
      return Promise.resolve(Response.json(answer, { headers: answerHeaders }));
    },
  });
  const registry = createMlflowRegistry(client, null);
  deepEqual(await registry.moveAlias("m", "champion", "2", { name: "é@issuer" }), {
    previous: "1",
    isAudited: false,
  });
  answerHeaders = { [AUDITED]: "true" };
  equal((await registry.moveAlias("m", "champion", "2", null)).isAudited, true);
  deepEqual(asked.filter(([method]) => method === "POST"), [
    ["POST", "Bearer mlops_ui", "%C3%A9%40issuer"],
    ["POST", "Bearer mlops_ui", null],
  ]);
});

Deno.test("listVersions() reads few runs at once, and goes without those that are too long", async () => {
  const versions = Array.from({ length: 40 }, (_, index) => ({
    name: "m",
    version: `${index + 1}`,
    "run_id": `run${index + 1}`,
  }));
  let [nNow, nMost] = [0, 0];
  const client = new MlflowClient({
    trackingUri: new URL("http://mlflow"),
    maxAnswerBytes: 64 * 1024,
    async fetch(input) {
      const { pathname, searchParams } = new URL(new Request(input).url);
      if (!pathname.endsWith("/runs/get")) {
        return Response.json({ "registered_model": { name: "m" }, "model_versions": versions });
      }
      nMost = Math.max(nMost, ++nNow);
      await Promise.resolve();
      nNow--;
      const id = searchParams.get("run_id");
      const value = id === "run7" ? "x".repeat(100_000) : "x";
      const info = { "run_id": id, "run_name": `name of ${id}`, "experiment_id": "0" };
      return Response.json({ run: { info, data: { tags: [{ key: "a", value }] } } });
    },
  });
  const found = await createMlflowRegistry(client, null).listVersions("m");
  equal(found.length, 40);
  ok(nMost <= 10, `${nMost} at once`);
  deepEqual(
    found.filter(({ runName }) => runName === "").map(({ version }) => version),
    ["7"],
  );
});

import { REFERENCE_TASK } from "@mlops/tasks";
import { deepEqual, equal, match } from "node:assert/strict";
import { proveWork } from "../deploy/ready/prove_work.ts";
import { lineReport } from "../deploy/report.ts";
import { runChecks } from "./run_checks.ts";
import { fakeCluster } from "./testing/fake_cluster.ts";
import { workChecks } from "./work_checks.ts";

const PREDICTION = { "has_diabetes": true, probability: 0.7698901, "risk_level": "Élevé" };
const postgres = [{ metadata: { name: "postgres" }, spec: {} }];

/** A cluster whose service answers with ids, and whose Postgres answers each statement so. */
function cluster(answerQuery: (query: string) => string | undefined, status = 200) {
  let asked = 0;
  const queries: string[] = [];
  return {
    queries,
    cluster: fakeCluster({
      objects: { deployments: postgres },
      exec(args) {
        const query = args.at(-1) ?? "";
        queries.push(query);
        return answerQuery(query);
      },
      answer: () =>
        Response.json(PREDICTION, { status, headers: { "X-Request-Id": `made-${++asked}` } }),
    }),
  };
}

async function linesOf(parts: ReturnType<typeof cluster>): Promise<string[]> {
  const lines: string[] = [];
  await runChecks([workChecks(parts.cluster, REFERENCE_TASK)], (line) => lines.push(line));
  return lines.filter((line) => /^ {2}[✓✗]/.test(line))
    .map((line) => line.trim().replace(/\d+ ms/, "1 ms"));
}

Deno.test("workChecks() ticks tables that are there, and rows that are written, read and taken out", async () => {
  let looks = 0;
  const parts = cluster((query) =>
    query.startsWith("select count(*) from predictions") ? `${Math.min(1, looks++)}\n` : "t\n"
  );
  deepEqual(await linesOf(parts), [
    "✓ Postgres holds what its Jobs and MLflow make in it " +
    "(postgres-databases, predictions-migrate, mlflow)",
    "✓ A prediction of the classic Deployment is logged and read again " +
    "(0.7699, Élevé, its row after 1 ms)",
    "✓ A prediction through the page and Knative is logged and read again " +
    "(0.7699, Élevé, its row after 1 ms)",
  ]);
  const deleted = parts.queries.filter((query) => query.startsWith("delete"));
  deepEqual(
    deleted,
    ["made-1", "made-2"].map((id) => `delete from predictions where request_id = '${id}'`),
  );
});

Deno.test("workChecks() says what is gone, though every pod runs", async () => {
  const parts = cluster((query) => query.includes("schema_migrations") ? undefined : "t\n", 503);
  const lines = await linesOf(parts);
  match(lines[0] ?? "", /^✗ Postgres holds .*: predictions-migrate: .* it is not there$/);
  match(lines[1] ?? "", /^✗ A prediction of the classic .*: it answers 503: /);
});

Deno.test("proveWork() fails a deployment whose parts do not work, with the command that mends it", async () => {
  const parts = cluster((query) => query.includes("schema_migrations") ? "f\n" : "t\n");
  const lines: string[] = [];
  const report = lineReport((line) => lines.push(line), () => 0);
  const error = await proveWork(parts.cluster, REFERENCE_TASK, report).catch((it: unknown) => it);
  equal(
    (error as Error).message,
    "Cannot call the deployment good as this must hold: Postgres holds what its Jobs and MLflow make " +
      "in it: predictions-migrate: its tables are not in the database predictions\n" +
      "  → deno task deploy does it again",
  );
  match(lines[0] ?? "", /^✗ Postgres holds/);
});

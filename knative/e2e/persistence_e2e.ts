// deno-lint-ignore-file no-console -- figures for whoever runs it
/**
 * Takes Postgres away while four clients log to MLflow, and then looks for every write that MLflow had
 * acknowledged.
 *
 * Run: deno task e2e:persistence
 */
import { delay } from "@std/async";
import { MlflowClient } from "@mlops/mlflow";
import { deepEqual } from "node:assert/strict";
import { psql } from "../checklist/postgres_checks.ts";
import { ApplyError } from "../deploy/apply_error.ts";
import { cluster, kubectl, NAMESPACE, until } from "./stack.ts";

/** Clients that log at the same time. */
const WRITERS = 4;

/** Acknowledged writes of each writer before the pod is deleted, and again after it came back. */
const WRITES = 25;

/** A run and the values of its metric that MLflow acknowledged. */
interface Log {
  readonly runId: string;
  readonly acknowledged: number[];
  refused: number;
}

/** Logs 0, 1, 2, … as one metric until told to stop; a refused value is not tried again. */
async function keepLogging(client: MlflowClient, log: Log, signal: AbortSignal): Promise<void> {
  for (let value = 0; !signal.aborted; value++) {
    try {
      await client.runs.logMetric(log.runId, {
        key: "value",
        value,
        step: value,
        timestamp: 1_700_000_000_000 + value,
      });
      log.acknowledged.push(value);
    } catch {
      log.refused++;
      await delay(50);
    }
  }
}

/** When the server that answers now was started; `undefined` if none answers. */
async function serverStart(): Promise<string | undefined> {
  try {
    return await psql(cluster, "select pg_postmaster_start_time()");
  } catch (error) {
    if (!(error instanceof ApplyError)) throw error;
    return undefined;
  }
}

async function deletePod(how: readonly string[]): Promise<void> {
  const before = await serverStart();
  const [pod] = await cluster.objects("pods", ["--selector=app=postgres"]);
  const args = ["delete", "pod", pod?.metadata.name ?? "", `--namespace=${NAMESPACE}`];
  await kubectl.text("delete the Postgres pod", [...args, "--wait=false", ...how]);
  await until("another Postgres to answer", {
    seconds: 180,
    look: async () => {
      const now = await serverStart();
      return now === before ? undefined : now;
    },
  });
}

/** A crash: the server sees one of its processes killed, drops every connection and recovers. */
async function crash(): Promise<void> {
  const pid = await psql(
    cluster,
    "select pid from pg_stat_activity where backend_type = 'checkpointer'",
  );
  await cluster.exec("postgres", ["bash", "-c", `kill -9 ${Number(pid)}`]);
  await until("Postgres to have recovered", {
    seconds: 180,
    look: async () => {
      const log = await cluster.text(["logs", "deployment/postgres", "--since=60s"]);
      const end = log.indexOf("database system was not properly shut down");
      return end >= 0 && log.includes("ready to accept connections", end) || undefined;
    },
  });
}

async function deleteExperiment(url: string, experimentId: string): Promise<void> {
  const response = await fetch(`${url}/api/2.0/mlflow/experiments/delete`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ "experiment_id": experimentId }),
  });
  await response.body?.cancel();
}

const DISASTERS = [
  { title: "the Postgres pod is deleted", strike: () => deletePod([]) },
  {
    title: "the Postgres pod is deleted by force, its replacement already there",
    strike: () => deletePod(["--grace-period=0", "--force"]),
  },
  { title: "Postgres crashes", strike: crash },
];

for (const { title, strike } of DISASTERS) {
  Deno.test(`no acknowledged write is lost when ${title}`, async () => {
    await using way = await cluster.forward("mlflow-service", 5000);
    const client = new MlflowClient({
      trackingUri: new URL(way.url),
      timeoutMs: 60_000,
      retries: { maxAttempts: 1 },
    });
    const experimentId = await client.experiments.createExperiment(
      `e2e-persistence-${crypto.randomUUID()}`,
    );
    const logs: Log[] = await Promise.all(
      Array.from({ length: WRITERS }, async () => ({
        runId: (await client.runs.createRun({ experimentId })).info.runId,
        acknowledged: [],
        refused: 0,
      })),
    );
    const stop = new AbortController();
    const writers = logs.map((log) => keepLogging(client, log, stop.signal));
    const least = () => Math.min(...logs.map(({ acknowledged }) => acknowledged.length));
    const acknowledged = (count: number) =>
      until(`${count} acknowledged writes of each writer`, {
        seconds: 180,
        look: () => Promise.resolve(least() >= count ? true : undefined),
      });
    try {
      await acknowledged(WRITES);
      await strike();
      await acknowledged(least() + WRITES);
    } finally {
      stop.abort();
      await Promise.all(writers);
    }
    for (const log of logs) {
      const stored = (await client.runs.getMetricHistory(log.runId, "value")).map(({ value }) =>
        value
      );
      deepEqual(log.acknowledged.filter((value) => !stored.includes(value)), []);
      await client.runs.updateRun(log.runId, { status: "FINISHED" });
    }
    await deleteExperiment(way.url, experimentId);
    const refused = logs.reduce((sum, log) => sum + log.refused, 0);
    const total = logs.reduce((sum, log) => sum + log.acknowledged.length, 0);
    console.log(`  ${total} writes acknowledged and found, ${refused} refused meanwhile`);
  });
}

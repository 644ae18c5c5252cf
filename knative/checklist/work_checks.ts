/**
 * Whether each part does its work now: the tables are there, and a prediction through each way is answered,
 * written to the log and read again. Pods that run and Jobs that ended prove none of it.
 *
 * @module
 */
import type { Task } from "@mlops/task";
import { findWork } from "../deploy/ready/lost_work.ts";
import { askPostgres } from "../deploy/cluster/postgres_query.ts";
import { type Check, fail, type Section } from "./check.ts";
import type { Cluster } from "./cluster.ts";
import { eventually } from "./eventually.ts";
import { askPrediction, describePrediction, type Way } from "./prediction.ts";

/** Longest wait for a row of the log: it is written in batches, and again where Postgres was away. */
const LOGGED_MS = 15_000;

/** Time between two looks, in ms. */
const LOOK_MS = 250;

/** What a request id of the service looks like; nothing else gets into a statement. */
const REQUEST_ID = /^[\w.:/+=@-]{1,128}$/;

/**
 * Lists the checks of what the parts do.
 *
 * @param cluster The cluster.
 * @param task What the deployed stack is about.
 * @returns The section.
 */
export function workChecks(cluster: Cluster, task: Task): Section {
  return {
    title: "Each part does its work",
    checks: [
      databasesHoldTables(cluster),
      wayIsLogged(cluster, task, {
        title: "A prediction of the classic Deployment is logged and read again",
        way: { service: "ml-api-service", port: 8000, path: "" },
        logs: "deployment/ml-api",
      }),
      wayIsLogged(cluster, task, {
        title: "A prediction through the page and Knative is logged and read again",
        way: { service: "ui-service", port: 8501, path: "/api" },
        logs: "-l serving.knative.dev/service=predict -c predict",
      }),
    ],
  };
}

function databasesHoldTables(cluster: Cluster): Check {
  return {
    title: "Postgres holds what its Jobs and MLflow make in it",
    remedy: "deno task deploy does it again",
    async run() {
      if (!await hasPostgres(cluster)) return "Postgres is elsewhere, and was not asked";
      const found = await findWork(cluster.kubectl, cluster.namespace);
      const faults = found.flatMap(({ name, fault }) =>
        fault === undefined ? [] : [`${name}: ${fault}`]
      );
      if (faults.length > 0) fail(faults.join("; "));
      return found.map(({ name }) => name).join(", ");
    },
  };
}

function wayIsLogged(
  cluster: Cluster,
  task: Task,
  { title, way, logs }: { title: string; way: Way; logs: string },
): Check {
  return {
    title,
    remedy:
      `deno task deploy; kubectl logs ${logs} -n ${cluster.namespace} says why rows are dropped`,
    async run() {
      const response = await askPrediction(cluster, task, way);
      const id = response.headers.get("X-Request-Id") ?? "";
      const said = describePrediction(await response.json(), task);
      if (!REQUEST_ID.test(id)) fail(`the answer names no request: X-Request-Id is "${id}"`);
      if (!await hasPostgres(cluster)) return `${said}; the log is elsewhere, and was not read`;
      const milliseconds = await untilLogged(cluster, id);
      return `${said}, its row after ${milliseconds} ms`;
    },
  };
}

async function hasPostgres(cluster: Cluster): Promise<boolean> {
  return (await cluster.objects("deployments", ["postgres"])).length > 0;
}

/** Reads the row, and takes it out again: nobody asked for this prediction. */
async function untilLogged(cluster: Cluster, id: string): Promise<number> {
  const { kubectl, namespace } = cluster;
  const ask = (query: string) =>
    askPostgres(kubectl, { namespace, database: "predictions", query });
  const begin = performance.now();
  await eventually(LOGGED_MS, async () => {
    const rows = await ask(`select count(*) from predictions where request_id = '${id}'`);
    if (rows === "0") {
      fail(`it was answered, and its row is not in the log after ${LOGGED_MS / 1_000} s`);
    }
  }, LOOK_MS);
  const milliseconds = Math.round(performance.now() - begin);
  await ask(`delete from predictions where request_id = '${id}'`);
  return milliseconds;
}

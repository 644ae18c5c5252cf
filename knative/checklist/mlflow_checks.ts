import { type Check, fail, type Section } from "./check.ts";
import type { Cluster } from "./cluster.ts";
import { unlessElsewhere } from "./outside_services.ts";
import { psql } from "./postgres_checks.ts";
import { imageIsPinned, podsRun, volumeIsBound } from "./workload.ts";

/** Tables of MLflow that the workshop names. */
const TABLES = ["experiments", "metrics", "params", "runs", "tags"];

const LISTENING = "Listening at: http://0.0.0.0:5000";

/** In production the gate listens there, and MLflow behind it. */
const BEHIND_GATE = "Listening at: http://127.0.0.1:5001";

/**
 * Lists the checks of the workshop's second exercise.
 *
 * @returns The section.
 */
export function mlflowChecks(cluster: Cluster): Section {
  return {
    title: "Exercise 2: MLflow server",
    checks: [
      hasDriver(cluster),
      unlessElsewhere(cluster, "MLflow's volume", volumeIsBound(cluster, "mlflow-artifacts-pvc")),
      imageIsPinned(cluster, "mlflow"),
      podsRun(cluster, "mlflow", { atLeast: 1 }),
      listens(cluster),
      showsItsPage(cluster),
      unlessElsewhere(cluster, "Postgres", madeItsTables(cluster)),
    ],
  };
}

function hasDriver(cluster: Cluster): Check {
  return {
    title: "Image holds MLflow 2.17.2 and psycopg2",
    remedy: "deno task deploy builds it; k8s/mlflow/Dockerfile is the same for Docker",
    async run() {
      const program = "import mlflow, psycopg2; print(mlflow.__version__, psycopg2.__version__)";
      const printed = (await cluster.exec("mlflow", ["python3", "-c", program])).trim();
      const [mlflow, psycopg2] = printed.split(" ");
      if (mlflow !== "2.17.2") fail(`MLflow is ${mlflow}`);
      return `psycopg2 ${psycopg2}`;
    },
  };
}

function listens(cluster: Cluster): Check {
  return {
    title: `Log says "${LISTENING}"`,
    remedy: `kubectl logs deployment/mlflow -n ${cluster.namespace}`,
    async run() {
      const log = await cluster.text(["logs", "deployment/mlflow", "--container=mlflow"]);
      const lines = log.split("\n");
      const line = lines.find((text) => text.includes(LISTENING));
      if (line !== undefined) return line.slice(1, 20);
      const isBehindGate = lines.some((text) => text.includes(BEHIND_GATE));
      return isBehindGate ? "behind the gate, 127.0.0.1:5001" : fail("no such line");
    },
  };
}

function showsItsPage(cluster: Cluster): Check {
  return {
    title: "MLflow's page answers",
    remedy:
      `kubectl port-forward service/mlflow-service 5000:5000 -n ${cluster.namespace}, then open http://localhost:5000`,
    async run() {
      await using way = await cluster.forward("mlflow-service", 5000);
      const headers = await cluster.credentialsOf("train");
      const response = await fetch(way.url, { headers });
      const page = await response.text();
      if (response.status !== 200) fail(`it answers ${response.status}`);
      if (!page.includes("<title>MLflow</title>")) fail("it is another page");
      return `${response.status}`;
    },
  };
}

function madeItsTables(cluster: Cluster): Check {
  return {
    title: "MLflow made its tables in Postgres",
    remedy: `kubectl logs deployment/mlflow -n ${cluster.namespace}`,
    async run() {
      const printed = await psql(
        cluster,
        "select tablename from pg_tables where schemaname = 'public'",
      );
      const tables = printed.trim().split("\n");
      const missing = TABLES.filter((table) => !tables.includes(table));
      if (missing.length > 0) fail(`${missing.join(", ")} missing`);
      return `${tables.length} tables`;
    },
  };
}

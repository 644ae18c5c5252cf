import { type Check, fail, type Section } from "./check.ts";
import type { Cluster } from "./cluster.ts";
import { unlessElsewhere } from "./outside_services.ts";
import { podsRun, volumeIsBound } from "./workload.ts";

const KEYS = ["POSTGRES_DB", "POSTGRES_PASSWORD", "POSTGRES_USER"];

/**
 * Lists the checks of the workshop's first exercise.
 *
 * @returns The section.
 */
export function postgresChecks(cluster: Cluster): Section {
  return {
    title: "Exercise 1: PostgreSQL with storage that lasts",
    checks: [
      secretHasKeys(cluster),
      volumeIsBound(cluster, "postgres-pvc"),
      podsRun(cluster, "postgres", { atLeast: 1 }),
      serviceIsInternal(cluster),
      psqlConnects(cluster),
    ].map((check) => unlessElsewhere(cluster, "Postgres", check)),
  };
}

function secretHasKeys(cluster: Cluster): Check {
  return {
    title: "Secret postgres-secret has its keys",
    remedy: "deno task deploy (in production: deno task secrets:production)",
    async run() {
      const secret = await cluster.object("secrets", "postgres-secret");
      const keys = Object.keys(secret["data"] ?? {}).toSorted();
      const missing = KEYS.filter((key) => !keys.includes(key));
      if (missing.length > 0) fail(`${missing.join(", ")} missing`);
      return keys.join(", ");
    },
  };
}

function serviceIsInternal(cluster: Cluster): Check {
  return {
    title: "Service postgres-service is a ClusterIP",
    remedy: `kubectl describe service postgres-service -n ${cluster.namespace}`,
    async run() {
      const { spec } = await cluster.object("services", "postgres-service");
      if (spec.type !== "ClusterIP") fail(`it is a ${spec.type}`);
      const [port] = spec.ports as { port: number }[];
      return `port ${port?.port}`;
    },
  };
}

function psqlConnects(cluster: Cluster): Check {
  return {
    title: "psql connects to the database",
    remedy: `kubectl logs deployment/postgres -n ${cluster.namespace}`,
    async run() {
      const query =
        "select current_database() || ', PostgreSQL ' || current_setting('server_version')";
      return (await psql(cluster, query)).trim();
    },
  };
}

/**
 * Asks MLflow's database, from inside the Postgres pod.
 *
 * @param query One statement.
 * @returns What psql prints, unaligned and without headings.
 */
export function psql(cluster: Cluster, query: string): Promise<string> {
  // The pod knows MLflow's role and database; the query is an argument, not part of the script.
  const script = 'exec psql -U "$MLFLOW_ROLE" -d "$MLFLOW_DATABASE" -Atc "$1"';
  return cluster.exec("postgres", ["sh", "-c", script, "psql", query]);
}

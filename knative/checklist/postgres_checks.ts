import { type Check, fail, type Section } from "./check.ts";
import type { Cluster } from "./cluster.ts";
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
    ].map((check) => ofOurPostgres(cluster, check)),
  };
}

/** Policy that an overlay has whose Postgres is elsewhere. */
const EXTERNAL = "external-postgres";

/**
 * Finds out whether the stack has no Postgres of its own.
 *
 * @returns Whether its overlay says that Postgres is elsewhere.
 */
export async function isPostgresElsewhere(cluster: Cluster): Promise<boolean> {
  return (await cluster.objects("networkpolicies", [EXTERNAL])).length > 0;
}

/**
 * Lets a check pass where it has nothing to look at.
 *
 * @returns The check, which looks at a Postgres of the stack's own alone.
 */
export function ofOurPostgres(cluster: Cluster, { run, ...check }: Check): Check {
  return {
    ...check,
    run: async () =>
      await isPostgresElsewhere(cluster) ? "Postgres is elsewhere, and was not asked" : await run(),
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

import type { Kubectl } from "./kubectl.ts";

/** A database of the stack: MLflow's has the name that its Secret gives it. */
export type StackDatabase = "postgres" | "mlflow" | "predictions";

/** Asks over the pod's own socket, as the superuser; the query is an argument, and no part of the script. */
const SCRIPT =
  '[ "$DATABASE" != mlflow ] || DATABASE=$MLFLOW_DATABASE; exec psql --username postgres ' +
  '--dbname "$DATABASE" --no-psqlrc --set ON_ERROR_STOP=1 -Atc "$1"';

/**
 * Asks a database from inside the Postgres pod.
 *
 * @param kubectl Calls kubectl.
 * @param options The namespace, the database, and one statement.
 * @returns What psql prints, unaligned and without headings; an error with what it said.
 * @throws {ApplyError} If Postgres refuses, or there is no pod.
 */
export async function askPostgres(
  kubectl: Kubectl,
  { namespace, database, query }: { namespace: string; database: StackDatabase; query: string },
): Promise<string> {
  const command = ["env", `DATABASE=${database}`, "sh", "-c", SCRIPT, "psql", query];
  const printed = await kubectl.text("ask Postgres", inPostgresPod(namespace, command));
  return printed.trim();
}

/**
 * Says how kubectl runs a program in the Postgres pod.
 *
 * @param namespace The pod's.
 * @param command The program and its arguments, which other processes can see.
 * @param options Whether it reads what kubectl is given on its standard input.
 * @returns Arguments for kubectl.
 */
export function inPostgresPod(
  namespace: string,
  command: readonly string[],
  { hasInput = false } = {},
): string[] {
  return [
    "exec",
    ...hasInput ? ["--stdin"] : [],
    "deployment/postgres",
    "--container=postgres",
    `--namespace=${namespace}`,
    "--",
    ...command,
  ];
}

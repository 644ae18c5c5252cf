/**
 * The deployed stack as the tests on a cluster see it. The cluster is the one that KUBECONFIG and its
 * current context name; `deno task deploy` has been run on it.
 *
 * @module
 */
import { delay } from "@std/async";
import { Cluster } from "../checklist/cluster.ts";
import { portForwards } from "../checklist/port_forward.ts";
import { denoAttached, denoCommand } from "../deploy/deno_command.ts";
import { DEFAULT_NAMESPACE } from "../deploy/cluster/in_namespace.ts";
import { Kubectl } from "../deploy/cluster/kubectl.ts";
import { askPostgres, type StackDatabase } from "../deploy/cluster/postgres_query.ts";

/** The stack's namespace. */
export const NAMESPACE = DEFAULT_NAMESPACE;

const program = ["kubectl"] as const;

/** Calls kubectl for the cluster under test. */
export const kubectl = new Kubectl({ run: denoCommand, attach: denoAttached, program });

/** The stack's namespace of the cluster under test. */
export const cluster = new Cluster(kubectl, {
  namespace: NAMESPACE,
  forward: portForwards({ program, namespace: NAMESPACE }),
});

/**
 * Asks a database of the stack, as the superuser.
 *
 * @param database Which one.
 * @param query One statement.
 * @returns What psql prints, unaligned and without headings.
 * @throws {ApplyError} If Postgres refuses, or there is no pod.
 */
export function askDatabase(database: StackDatabase, query: string): Promise<string> {
  return askPostgres(kubectl, { namespace: NAMESPACE, database, query });
}

/** Time between two looks, in ms. */
const LOOK_MS = 200;

/**
 * Waits for a condition, looking again and again.
 *
 * @param what The condition, to follow "waited for".
 * @param options `seconds` is the deadline, `look` gives a value once the condition holds.
 * @returns The value.
 * @throws {Error} If the deadline passes first.
 */
export async function until<T>(
  what: string,
  { seconds, look }: { seconds: number; look: () => Promise<T | undefined> },
): Promise<T> {
  const end = performance.now() + seconds * 1_000;
  for (;;) {
    const value = await look();
    if (value !== undefined) return value;
    if (performance.now() > end) {
      throw new Error(`Cannot go on as the test waited ${seconds} s for ${what}: it did not come`);
    }
    await delay(LOOK_MS);
  }
}

/**
 * Runs a Python program in MLflow's pod, where no policy and no gate is in the way.
 *
 * @param program Its text.
 * @returns What it printed.
 * @throws {ApplyError} If it fails, with what it said.
 */
export function inMlflow(program: string): Promise<string> {
  return kubectl.text("ask MLflow", [
    "exec",
    "deployment/mlflow",
    "--container=mlflow",
    `--namespace=${NAMESPACE}`,
    "--",
    "python3",
    "-c",
    program,
  ]);
}

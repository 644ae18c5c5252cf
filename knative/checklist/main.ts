// deno-lint-ignore-file no-console -- a command line program
/**
 * Checks the running stack against the workshop's checklists, one line each, ticked or with what to
 * do. Changes nothing; with `--load` it puts the classic Deployment under load.
 *
 * Usage: deno task checklist [--context NAME] [--namespace NAME] [--load]
 *        deno task checklist --exercise N    a learner's own, as deno task lab check N
 *
 * Exit codes: 0 all ticked, 1 some are not, 2 wrong usage.
 *
 * @module
 */
import { REFERENCE_TASK } from "@mlops/tasks";
import { denoAttached, denoCommand } from "../deploy/deno_command.ts";
import { DEFAULT_NAMESPACE } from "../deploy/in_namespace.ts";
import { findKubectl, Kubectl } from "../deploy/kubectl.ts";
import { autoscalingChecks } from "./autoscaling_checks.ts";
import { Cluster } from "./cluster.ts";
import { deployedTask } from "./deployed_task.ts";
import { finalChecks } from "./final_checks.ts";
import { LONGEST_MINUTES } from "./load_check.ts";
import { mlflowChecks } from "./mlflow_checks.ts";
import { pageChecks } from "./page_checks.ts";
import { portForwards } from "./port_forward.ts";
import { postgresChecks } from "./postgres_checks.ts";
import { predictionChecks } from "./prediction_checks.ts";
import { runChecks } from "./run_checks.ts";
import { trainingChecks } from "./training_checks.ts";
import { workChecks } from "./work_checks.ts";

/** A pod's first CPU measurement takes metrics-server and the HPA a minute. */
const PATIENCE_MS = 90_000;

/** What a pod takes to start, and to look for its model again where the registry's was refused. */
const COMING_MS = 45_000;

const USAGE = `Usage: deno task checklist [--context NAME] [--namespace NAME] [--load]
       deno task checklist --exercise N    a learner's own, as deno task lab check N`;

interface Arguments {
  readonly context: string | undefined;
  readonly namespace: string;
  readonly withLoad: boolean;
}

function readArguments(args: readonly string[]): Arguments | undefined {
  let context: string | undefined;
  let namespace = DEFAULT_NAMESPACE;
  let withLoad = false;
  for (let at = 0; at < args.length; at++) {
    if (args[at] === "--load") withLoad = true;
    else if (args[at] === "--context" && args[at + 1] !== undefined) context = args[++at];
    else if (args[at] === "--namespace" && args[at + 1] !== undefined) namespace = args[++at]!;
    else return undefined;
  }
  return { context, namespace, withLoad };
}

/**
 * Checks the running stack.
 *
 * @param args The words after the program.
 * @returns Exit code.
 */
export async function main(args: readonly string[]): Promise<number> {
  const read = readArguments(args);
  if (read === undefined) {
    console.error(USAGE);
    return 2;
  }
  const { context, namespace, withLoad } = read;
  const program = await findKubectl(denoCommand, [["kubectl"]]);
  if (program === undefined) {
    console.error("Cannot look at the cluster as kubectl must be installed: it is not");
    return 1;
  }
  const chosen = context === undefined ? {} : { context };
  const kubectl = new Kubectl({ run: denoCommand, attach: denoAttached, program, ...chosen });
  const cluster = new Cluster(kubectl, {
    namespace,
    forward: portForwards({ program, context, namespace }),
    patienceMs: COMING_MS,
  });
  const task = await deployedTask(cluster, REFERENCE_TASK);
  if (withLoad) console.log(`With load this takes up to ${LONGEST_MINUTES} minutes`);
  const { open } = await runChecks([
    postgresChecks(cluster),
    mlflowChecks(cluster),
    trainingChecks(cluster, task),
    predictionChecks(cluster, task),
    pageChecks(cluster, task),
    autoscalingChecks(cluster, {
      withLoad,
      patienceMs: PATIENCE_MS,
      tell: (line) => console.log(`    … ${line}`),
    }),
    workChecks(cluster, task),
    finalChecks(cluster),
  ], (line) => console.log(line));
  return open === 0 ? 0 : 1;
}

if (import.meta.main) Deno.exit(await main(Deno.args));

// deno-lint-ignore-file no-console -- a command line program
/**
 * Checks the running stack against the workshop's checklists, one line each, ticked or with what to
 * do. Changes nothing; with `--load` it puts the classic Deployment under load.
 *
 * Usage: deno task checklist [--context NAME] [--namespace NAME] [--load]
 *        deno task checklist --exercise N    a learner's own, as deno task lab check N
 *
 * Exit codes: 0 all ticked, 1 some are not or no cluster answers, 2 wrong usage.
 *
 * @module
 */
import { parseWords } from "@mlops/config/parse_words";
import { REFERENCE_TASK } from "@mlops/tasks";
import { ApplyError } from "../deploy/apply_error.ts";
import { denoAttached, denoCommand } from "../deploy/deno_command.ts";
import { DEFAULT_NAMESPACE } from "../deploy/cluster/in_namespace.ts";
import { findKubectl, Kubectl, usualKubectls } from "../deploy/cluster/kubectl.ts";
import { notInstalled } from "../deploy/cluster/no_cluster_error.ts";
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

/** A command line that cannot be understood. */
class UsageError extends Error {}

function readArguments(args: readonly string[]) {
  const text = { type: "string" } as const;
  const flag = { type: "boolean", default: false } as const;
  return parseWords({
    args: [...args],
    options: { context: text, namespace: text, load: flag, help: flag },
  }, (why) => new UsageError(why)).values;
}

/**
 * Checks the running stack.
 *
 * @param args The words after the program.
 * @returns Exit code.
 */
export async function main(args: readonly string[]): Promise<number> {
  try {
    return await checkStack(args);
  } catch (error) {
    if (error instanceof UsageError) {
      console.error(`${error.message}\n\n${USAGE}`);
      return 2;
    }
    if (!(error instanceof ApplyError)) throw error;
    console.error(error.message);
    return 1;
  }
}

async function checkStack(args: readonly string[]): Promise<number> {
  const { context, namespace = DEFAULT_NAMESPACE, load: withLoad, help } = readArguments(args);
  if (help) {
    console.log(USAGE);
    return 0;
  }
  const program = await findKubectl(denoCommand, usualKubectls(Deno.env.get("HOME")));
  if (program === undefined) throw notInstalled("kubectl");
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

// deno-lint-ignore-file no-console -- a command line program
/**
 * The short test on a real cluster, for CI: deploys from nothing, goes through the checklist, lets the
 * Knative Service scale from zero and back, and takes everything away again. Uses the test cluster in
 * `../shared/cluster`, which it starts, and stops again if it was not running.
 *
 * Usage: deno task e2e:short
 *
 * @module
 */
import { existsSync } from "@std/fs";

const ROOT = new URL("../../", import.meta.url).pathname;
const CLUSTER = new URL("../../../shared/cluster/", import.meta.url).pathname;
const REGISTRY = "localhost:5001";

/** One step: what it shows, and the program that shows it. */
interface Step {
  readonly title: string;
  readonly program: string;
  readonly args: readonly string[];
}

const STEPS: readonly Step[] = [
  task("the stack is deployed from nothing", "deploy", "--registry", REGISTRY),
  task("every line of the checklist is ticked", "checklist"),
  task("predict scales from zero and back", "e2e:from-zero", "--filter=activator in the path"),
  task("the workshop's train.py is served as Python would", "e2e:python-train"),
  task("a second deploy is quick", "deploy", "--registry", REGISTRY),
  task("everything is taken away", "undeploy", "--yes"),
];

function task(title: string, ...args: readonly string[]): Step {
  return { title, program: "deno", args: ["task", "--quiet", ...args] };
}

function kubeconfig(): string {
  return `${Deno.env.get("HOME")}/.cache/test-cluster/kubeconfig`;
}

async function succeeds(program: string, args: readonly string[] = []): Promise<boolean> {
  const { success } = await new Deno.Command(program, {
    args: [...args],
    cwd: ROOT,
    env: { KUBECONFIG: kubeconfig() },
    stdin: "null",
  }).spawn().status;
  return success;
}

async function isRunning(): Promise<boolean> {
  const { success } = await new Deno.Command(`${CLUSTER}status`, { stdout: "null", stderr: "null" })
    .output();
  return success;
}

async function runSteps(): Promise<number> {
  let passed = 0;
  for (const { title, program, args } of STEPS) {
    console.log(`\n── ${title}`);
    const begin = performance.now();
    if (!await succeeds(program, args)) {
      console.error(`Not so: ${title}`);
      // The last step is the one that takes everything away: nothing of a failed walk stays.
      const last = STEPS.at(-1)!;
      if (title !== last.title) await succeeds(last.program, last.args);
      break;
    }
    passed++;
    console.log(`── ${title}: yes, ${((performance.now() - begin) / 1_000).toFixed(0)} s`);
  }
  console.log(`\ne2e: ${passed} passed, ${STEPS.length - passed} failed`);
  return passed === STEPS.length ? 0 : 1;
}

async function main(): Promise<number> {
  if (!existsSync(`${CLUSTER}up`)) {
    console.log(`Nothing was tried on a cluster: ${CLUSTER} is missing`);
    return 0;
  }
  const wasRunning = await isRunning();
  if (!wasRunning && !await succeeds(`${CLUSTER}build`)) return 1;
  if (!wasRunning && !await succeeds(`${CLUSTER}up`)) return 1;
  try {
    return await runSteps();
  } finally {
    if (!wasRunning) await succeeds(`${CLUSTER}down`);
  }
}

if (import.meta.main) Deno.exit(await main());

// deno-lint-ignore-file no-console -- what the student sees, for whoever runs it
/**
 * An automatic student goes through every exercise on a cluster: checks fail before, hold after the
 * solution, fail after each injury, hold after its cure, and a reset leaves nothing. Exercises that need no
 * cluster are done on the stack that is deployed there, in the place of `deno task start`'s.
 *
 * Run with a cluster and KUBECONFIG set: `deno task e2e:lab`; `--filter "exercise 1 "` picks one.
 *
 * @module
 */
import { discover } from "../engine/discover.ts";
import type { Exercise } from "../engine/exercise.ts";
import { isRequired, missingNeeds } from "../engine/needs.ts";
import type { Place } from "../engine/place.ts";
import { say } from "../engine/words.ts";
import { openLab } from "../open_lab.ts";
import { parseLabOptions } from "../options.ts";
import { doExercise } from "./automatic_student.ts";
import { reachStack } from "./reach_stack.ts";

const LAB = new URL("../", import.meta.url).pathname;
const REGISTRY = Deno.env.get("E2E_REGISTRY") ?? "localhost:5001";

const options = parseLabOptions(["list", "--lang=en", "--yes", `--registry=${REGISTRY}`]);
const print = (line: string) => console.log(line);

/** What is done on a cluster does not bring the stack along; it is looked at where it is there. */
async function compareStack(stack: Place, { compare, places }: Exercise): Promise<void> {
  const isThere = (await stack.objects("deployments", ["ml-api"])).length > 0;
  if (!isThere && places.includes("cluster")) return print("compare: the stack is not there");
  for (const { what, classic, knative } of await compare?.(stack) ?? []) {
    print([what, classic, knative].map((text) => say(text, "en")).join("\n  "));
  }
}

for (const found of await discover(`${LAB}exercises`)) {
  const { number, folder, exercise } = found;
  const kind = exercise.places.includes("cluster") ? "cluster" : "local";
  // Below the learner's folder, so that programs in it find the repository's packages.
  const work = `${LAB}work/e2e-${number}`;
  const deps = await openLab(options, { work, print });
  const missing = (await missingNeeds(exercise, deps.openPlace(number, kind))).find(isRequired)
    ?.remedy.en;
  const skipped = missing === undefined ? "" : ` [skipped: ${missing}]`;
  const where = kind === "cluster" ? "on a cluster" : "on the stack of a cluster";
  Deno.test(`exercise ${number} (${folder}) ${where}${skipped}`, {
    // In CI nothing is skipped: `start` says what is missing.
    ignore: missing !== undefined && Deno.env.get("CI") !== "true",
  }, async () => {
    await using _stack = kind === "cluster" ? null : await reachStack(REGISTRY);
    const begin = performance.now();
    await doExercise(deps, found, kind, {
      compareStack: () => compareStack(deps.openStack(), exercise),
    });
    await Deno.remove(work, { recursive: true });
    console.log(`exercise ${number}: ${((performance.now() - begin) / 1_000).toFixed(0)} s`);
  });
}

// deno-lint-ignore-file no-console -- what the student sees, for whoever runs it
/**
 * An automatic student goes through every exercise on a cluster: checks fail before, hold after the
 * solution, fail after each injury, hold after its cure, and a reset leaves nothing.
 *
 * Run with a cluster and KUBECONFIG set: `deno task e2e:lab`; `--filter "exercise 1 "` picks one.
 *
 * @module
 */
import { discover } from "../engine/discover.ts";
import { openLab } from "../open_lab.ts";
import { parseLabOptions } from "../options.ts";
import { doExercise } from "./automatic_student.ts";

const LAB = new URL("../", import.meta.url).pathname;
const REGISTRY = Deno.env.get("E2E_REGISTRY") ?? "localhost:5001";

for (const found of await discover(`${LAB}exercises`)) {
  if (!found.exercise.places.includes("cluster")) continue;
  Deno.test(`exercise ${found.number} (${found.folder}) on a cluster`, async () => {
    const options = parseLabOptions(["list", "--lang=en", "--yes", `--registry=${REGISTRY}`]);
    const print = (line: string) => console.log(line);
    // Below the learner's folder, so that programs in it find the repository's packages.
    const work = `${LAB}work/e2e-${found.number}`;
    const deps = await openLab(options, { work, print });
    const begin = performance.now();
    await doExercise(deps, found, "cluster");
    await Deno.remove(work, { recursive: true });
    console.log(`exercise ${found.number}: ${((performance.now() - begin) / 1_000).toFixed(0)} s`);
  });
}

import { deepEqual, notEqual, rejects } from "node:assert/strict";
import { localPlace } from "./engine/local_place.ts";
import { withBlanks, withoutMarks } from "./engine/blanks.ts";
import exercise from "./exercises/10-ci-cd/exercise.ts";

const FILES = new URL("exercises/10-ci-cd/files/", import.meta.url);
const marked = await Deno.readTextFile(new URL("deliver.yaml", FILES));
const whole = withoutMarks(marked);

/** Names of the steps that do not hold on a workflow; those that run its gate are left out. */
async function failing(workflow: string): Promise<string[]> {
  const folder = await Deno.makeTempDir({ prefix: "lab-delivery-" });
  try {
    await Deno.writeTextFile(`${folder}/deliver.yaml`, workflow);
    const place = localPlace(folder, {});
    const steps = exercise.steps.filter(({ id }) => id !== "green" && id !== "catches");
    const failed = await Promise.all(
      steps.map(({ id, check }) => check(place).then(() => [], () => [id])),
    );
    return failed.flat();
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

Deno.test("exercise 10: the complete workflow holds, the one with blanks fails nearly everywhere", async () => {
  deepEqual(await failing(whole), []);
  deepEqual(await failing(withBlanks(marked, "fr")), [
    "trigger",
    "order",
    "rights",
    "tag",
    "secrets",
    "agreed",
  ]);
});

Deno.test("exercise 10: each fault in a workflow fails its own step", async () => {
  const faults: readonly [id: string, from: string | RegExp, to: string][] = [
    ["trigger", "branches: [main]", "branches: [main, try]"],
    ["order", "    needs: staging\n", ""],
    ["order", "    needs: gate\n", "    needs: production\n"],
    ["rights", "permissions:\n  contents: read", "permissions: write-all"],
    ["rights", "contents: read\n      packages: write", "contents: write"],
    ["pins", /checkout@\w+/, "checkout@v4"],
    ["tag", "${{ github.sha }}", "latest"],
    ["secrets", '<<<"$TOKEN"', '<<<"${{ secrets.TOKEN }}"'],
    ["agreed", "environment: production", "environment: staging"],
    ["agreed", "    timeout-minutes: 20\n", ""],
    ["agreed", "cancel-in-progress: false", "cancel-in-progress: true"],
  ];
  for (const [id, from, to] of faults) {
    deepEqual(await failing(whole.replace(from, () => to)), [id], `${from} → ${to}`);
  }
});

Deno.test("exercise 10: what is no workflow is said to be none", async () => {
  for (const text of ["", "jobs", "jobs: [", "name: deliver"]) {
    deepEqual((await failing(text)).length, 7, text);
  }
});

Deno.test("exercise 10: a gate that stops at its first command catches nothing", async () => {
  const folder = await Deno.makeTempDir({ prefix: "lab-delivery-" });
  try {
    for (const name of ["risk.ts", "risk_test.ts"]) {
      const text = withoutMarks(await Deno.readTextFile(new URL(name, FILES)));
      await Deno.writeTextFile(`${folder}/${name}`, text);
    }
    const broken = whole.replace(/ test --no-check/, " tset --no-check");
    notEqual(broken, whole);
    await Deno.writeTextFile(`${folder}/deliver.yaml`, broken);
    const catches = exercise.steps.find(({ id }) => id === "catches");
    await rejects(
      async () => await catches?.check(localPlace(folder, {})),
      /it stops at deno tset/,
    );
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

import { equal, match, ok } from "node:assert/strict";
import { injure } from "./commands/break.ts";
import { check } from "./commands/check.ts";
import { hint } from "./commands/hint.ts";
import { answer } from "./commands/questions.ts";
import { reset } from "./commands/reset.ts";
import { solution } from "./commands/solution.ts";
import { start } from "./commands/start.ts";
import { testedLab } from "./testing/tested_lab.ts";

const CURES: Readonly<Record<string, string>> = {
  "no-start": "postgres-deployment.yaml",
  "unreachable": "postgres-service.yaml",
  "lost-volume": "postgres-pvc.yaml",
};

async function begun(language: "fr" | "en" = "en") {
  const lab = await testedLab({ language });
  lab.cluster.exec = ([program, ...rest]) => {
    if (program === "sh" && rest.includes("psql")) return "15.9\n";
    return "/var/lib/postgresql/data/pgdata\n";
  };
  equal(await start(lab.deps, "1", "cluster"), 0);
  return lab;
}

/** What a student's `kubectl apply` would do. */
async function apply(lab: Awaited<ReturnType<typeof begun>>, ...names: string[]) {
  const place = lab.deps.openPlace(1, "cluster");
  for (const name of names) {
    await place.kubectl(["apply", "--filename=-"], await place.file(name));
  }
}

const FILES = [
  "postgres-secret.yaml",
  "postgres-pvc.yaml",
  "postgres-deployment.yaml",
  "postgres-service.yaml",
];

Deno.test("exercise 1 fails before, holds after the solution, and is injured and mended", async () => {
  await using lab = await begun();
  match(lab.printed(), /postgres-deployment\.yaml[\s\S]*kubectl apply -f .*\/1 -n lab-1/);

  equal(await check(lab.deps, "1"), 1);
  match(
    lab.printed(),
    /✗ The files are complete: ____ are left: [^\n]*postgres-deployment\.yaml \(7\)/,
  );

  equal(await solution(lab.deps, "1", true), 0);
  await apply(lab, ...FILES);
  equal(await check(lab.deps, "1"), 0);
  match(lab.printed(), /7 of 7\nExercise 1 is done/);

  for (const [id, file] of Object.entries(CURES)) {
    equal(await injure(lab.deps, "1", id), 0, id);
    equal(await injure(lab.deps, "1", id), 1, `${id} is open already`);
    equal(await check(lab.deps, "1"), 1, id);
    match(lab.printed(), /The injury is still there/);
    await apply(lab, file);
    equal(await check(lab.deps, "1"), 0, id);
    match(lab.printed(), /Mended, after \d+ s/);
  }
  const { exercises } = await lab.deps.work.readProgress();
  equal(Object.keys(exercises["1"]!.mended).length, 3);

  equal(await reset(lab.deps, "1", "cluster"), 0);
  equal(lab.cluster.objects.size, 0);
  equal((await lab.deps.work.readProgress()).exercises["1"], undefined);
});

Deno.test("hints become more direct and the last one stays", async () => {
  await using lab = await begun();
  lab.printed();
  for (let i = 0; i < 4; i++) await hint(lab.deps, "1");
  const given = lab.printed().split("\n").filter((line) => line.startsWith("Hint"));
  equal(given.join(), "Hint 1 of 3,Hint 2 of 3,Hint 3 of 3,Hint 3 of 3");
});

Deno.test("a question is judged, explained, and asked no more once it is answered", async () => {
  await using lab = await begun("fr");
  match(lab.printed(), /But : .*Question 1 : Pourquoi/s);
  equal(await answer(lab.deps, "1", "1", "a"), 1);
  match(lab.printed(), /Ce n'est pas cela\.\nRéfléchissez encore/);
  equal(await answer(lab.deps, "1", "1", "c"), 1);
  match(lab.printed(), /Ce n'est pas cela\.\nLe Deployment va dans Git/);
  equal(await answer(lab.deps, "1", "1", "b"), 0);
  equal(await answer(lab.deps, "1", "1", "a"), 1, "what was answered stays answered");
  await check(lab.deps, "1");
  ok(!lab.printed().includes("Question 1"));
  await apply(lab, "postgres-pvc.yaml");
  equal(await answer(lab.deps, "1", "5", "bound"), 0, "what the cluster says");
});

Deno.test("start refuses a namespace that is not the lab's", async () => {
  await using lab = await testedLab();
  lab.cluster.put({ kind: "Namespace", metadata: { name: "lab-1" } }, "");
  try {
    await start(lab.deps, "1", "cluster");
    ok(false);
  } catch (error) {
    match((error as Error).message, /lab-1 exists and is not the lab's/);
  }
});

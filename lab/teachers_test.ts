import { equal, match, ok, rejects } from "node:assert/strict";
import { parse } from "yaml";
import { exportLab } from "./commands/export.ts";
import { grade } from "./commands/grade.ts";
import { reset } from "./commands/reset.ts";
import { solution } from "./commands/solution.ts";
import { start } from "./commands/start.ts";
import { begun, looked } from "./engine/progress.ts";
import { stepsOf } from "./engine/run_steps.ts";
import { WorkFolder } from "./engine/work_folder.ts";
import { testedLab } from "./testing/tested_lab.ts";

Deno.test("grade makes a row a student, and tells a progress that the files do not bear out", async () => {
  await using lab = await testedLab();
  const students = `${lab.deps.work.root}/students`;
  const now = "2026-01-01T00:00:00Z";
  const done = looked(begun("cluster", now), { secret: true, pods: true }, now);
  for (const name of ["ada", "ben"]) {
    await new WorkFolder(`${students}/${name}`).writeProgress({ exercises: { "1": done } });
  }
  const ada = { ...lab.deps, work: new WorkFolder(`${students}/ada`) };
  await ada.work.writeProgress({ exercises: {} });
  await start(ada, "1", "cluster");
  await solution(ada, "1", true);
  await ada.work.writeProgress({ exercises: { "1": { ...done, solutionSeen: true } } });
  lab.printed();
  equal(await grade(lab.deps, students), 0);
  const table = lab.printed();
  match(table, /^ada +2\/2 0\/7 0\/3 s {2}/m);
  match(table, /^ben +2\/2 0\/7 0\/3 ____/m);
  equal(await grade(lab.deps, lab.deps.work.root), 1, "no student's folder");
});

Deno.test("grade counts what was done before its reset, and says that its files are gone", async () => {
  for (
    const [language, legend] of [["en", /r: reset since/], ["fr", /r : remis à zéro/]] as const
  ) {
    await using lab = await testedLab({ language });
    const students = `${lab.deps.work.root}/students`;
    const ada = { ...lab.deps, work: new WorkFolder(`${students}/ada`) };
    const now = "2026-01-01T00:00:00Z";
    const done = looked(begun("cluster", now), { secret: true, pods: true }, now);
    await ada.work.writeProgress({ exercises: { "1": done, "2": begun("cluster", now) } });
    for (const number of ["1", "2"]) await reset(ada, number, "cluster");
    lab.printed();
    equal(await grade(lab.deps, students), 0);
    const table = lab.printed();
    match(table, /^ada +2\/2 0\/7 0\/3 r +– .* 1\/\d+$/m);
    match(table, legend);
  }
});

Deno.test("grade goes on past a progress that cannot be read, and says so", async () => {
  await using lab = await testedLab();
  const students = `${lab.deps.work.root}/students`;
  await new WorkFolder(`${students}/ada`).writeProgress({
    exercises: { "9": begun("local", "2026-01-01T00:00:00Z") },
  });
  for (const [name, text] of [["ben", "{"], ["cid", "{}"], ["dan", "null"]] as const) {
    await Deno.mkdir(`${students}/${name}`);
    await Deno.writeTextFile(`${students}/${name}/progress.json`, text);
  }
  equal(await grade(lab.deps, students), 1);
  const table = lab.printed();
  match(
    table,
    /^ada .* 0\/0 0\/3 0\/1 ____ /m,
    "what can be done without a cluster is what counts",
  );
  match(table, /^ben +\?[\s\S]*^cid +\?[\s\S]*^dan +\?/m);
  match(table, /ben\/progress\.json cannot be read: mend it or delete it/);
  await rejects(grade(lab.deps, `${students}/nobody`), { message: /nobody is no folder/ });
});

Deno.test("export writes Killercoda's scenarios, a verify script for each step", async () => {
  await using lab = await testedLab({ language: "fr" });
  const folder = `${lab.deps.work.root}/out`;
  equal(await exportLab(lab.deps, "killercoda", folder, "https://example.org/lab.git"), 0);
  const index = JSON.parse(await Deno.readTextFile(`${folder}/01-postgres/index.json`));
  equal(index.backend.imageid, "kubernetes-kubeadm-1node");
  equal(
    index.details.steps[0].verify,
    "verify-files.sh",
    "whether blanks are left is looked at, too",
  );
  match(await Deno.readTextFile(`${folder}/01-postgres/intro.md`), /kubectl apply -f lab\/work\/1/);
  for (const { text, verify } of index.details.steps) {
    ok((await Deno.readTextFile(`${folder}/01-postgres/${text}`)).length > 0);
    const { mode } = await Deno.stat(`${folder}/01-postgres/${verify}`);
    equal((mode ?? 0) & 0o111, 0o111);
  }
  match(
    await Deno.readTextFile(`${folder}/01-postgres/verify-secret.sh`),
    /deno task --quiet lab check 1 --step secret --lang fr/,
  );
});

Deno.test("every exercise that is done on a cluster is exported, with the steps that are looked at there", async () => {
  await using lab = await testedLab();
  const folder = `${lab.deps.work.root}/out`;
  await exportLab(lab.deps, "killercoda", folder, "https://example.org/lab.git");
  for (const found of lab.deps.exercises) {
    const path = `${folder}/${found.folder}/index.json`;
    const text = await Deno.readTextFile(path).catch(() => undefined);
    equal(text !== undefined, found.exercise.places.includes("cluster"), found.folder);
    if (text === undefined) continue;
    const steps = await stepsOf(found, { kind: "cluster" });
    const { details } = JSON.parse(text);
    equal(details.steps.length, steps.length, found.folder);
  }
});

Deno.test("export writes a workshop of Educates, whose pages run tests that are there", async () => {
  await using lab = await testedLab();
  const folder = `${lab.deps.work.root}/out`;
  await exportLab(lab.deps, "educates", folder, "https://example.org/lab.git");
  const workshop = parse(await Deno.readTextFile(`${folder}/resources/workshop.yaml`));
  equal(workshop.kind, "Workshop");
  const { publish, workshop: { files: [pages, source] } } = workshop.spec;
  equal(pages.image.url, publish.image, "a session gets the pages from where they are published");
  equal(source.git.url, "https://example.org/lab.git");
  const page = await Deno.readTextFile(`${folder}/workshop/content/01-postgres.md`);
  const names = [...page.matchAll(/execute-test\nname: (\S+)/g)].map(([, name]) => name);
  ok(names.length >= 6);
  for (const name of names) {
    ok((await Deno.stat(`${folder}/workshop/examiner/tests/${name}`)).isFile);
  }
});

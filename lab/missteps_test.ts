import { deepEqual, doesNotMatch, equal, match, ok, rejects, throws } from "node:assert/strict";
import { injure } from "./commands/break.ts";
import { check } from "./commands/check.ts";
import { grade } from "./commands/grade.ts";
import { hint } from "./commands/hint.ts";
import { image } from "./commands/image.ts";
import { list } from "./commands/list.ts";
import { answer } from "./commands/questions.ts";
import { reset } from "./commands/reset.ts";
import { solution } from "./commands/solution.ts";
import { start } from "./commands/start.ts";
import type { Exercise, Step } from "./engine/exercise.ts";
import { stepsOf } from "./engine/run_steps.ts";
import { LabFault } from "./engine/words.ts";
import { openLab } from "./open_lab.ts";
import { parseLabOptions } from "./options.ts";
import { answerPage } from "./page/answer_page.ts";
import { testedLab } from "./testing/tested_lab.ts";

/** What a command line that cannot be understood is told, in French and in English. */
function told(line: string): string[] {
  try {
    parseLabOptions(line.split(" "));
    return [];
  } catch (error) {
    ok(error instanceof LabFault, `${error}`);
    return [error.words.fr, error.words.en];
  }
}

Deno.test("a command line that cannot be understood is told in the learner's own language", () => {
  const known = /--lang, --context, .*--local/;
  const [unknownFr = "", unknown = ""] = told("start 3 --lokal");
  match(unknownFr, /^Il n'y a pas d'option "lokal" : il y a /);
  match(unknown, /^There is no option "lokal": there are /);
  for (const text of [unknownFr, unknown]) match(text, known);
  deepEqual(told("check 3 --step"), [
    "Il manque la valeur de --step",
    "The value of --step is missing",
  ]);
  deepEqual(told("check 3 --step --lang fr"), told("check 3 --step"));
  deepEqual(told("start 3 --local=yes"), [
    "--local ne prend pas de valeur",
    "--local takes no value",
  ]);
  match(told("start -1")[0]!, /pas d'option "1"/);
});

Deno.test("a word too much is not passed over: it may be an option without its dashes", () => {
  deepEqual(told("start 3 local"), [
    '"local" est de trop : une option commence par --',
    '"local" is too much: an option begins with --',
  ]);
  for (
    const line of ["solution 3 write", "list all", "check 3 secret", "break 3 a b", "page 8600"]
  ) {
    equal(told(line).length, 2, line);
  }
  for (const line of ["answer 1 2 data and more", "break 3 a", "export educates out", "help me"]) {
    deepEqual(told(line), [], line);
  }
});

Deno.test("a command without its exercise asks for it", async () => {
  await using lab = await testedLab();
  for (const command of [start, check, hint, answer, injure, solution, reset]) {
    const called = command as (...args: unknown[]) => Promise<number>;
    await rejects(called(lab.deps, undefined, "local"), { message: /^Say which exercise: 1, 2, / });
  }
});

Deno.test("an image that nobody makes is told before anything is asked", async () => {
  await using lab = await testedLab();
  for (const name of ["foo", "../../etc", "functions", "functions/../functions/predict", "/etc"]) {
    await rejects(image(lab.deps, name), { message: /^No image is made of ".*": mlflow, / }, name);
  }
  equal(await image(lab.deps, "functions/predict"), 0);
});

Deno.test("an answer that is none of the letters is no try", async () => {
  await using lab = await testedLab();
  const { deps } = lab;
  await deps.work.writeProgress(begunLocally("17"));
  await rejects(answer(deps, "17", "order", "x"), {
    message: "Answer by one of the letters a, b, c",
  });
  deepEqual((await deps.work.readProgress()).exercises["17"]?.answers, {});
  equal(await answer(deps, "17", "order", " A "), 0);
});

/** What is noted of an exercise that is begun without a cluster. */
function begunLocally(number: string) {
  return {
    exercises: {
      [number]: {
        startedAt: "2026-01-01T00:00:00Z",
        place: "local" as const,
        steps: {},
        hints: 0,
        solutionSeen: false,
        answers: {},
        mended: {},
      },
    },
  };
}

Deno.test("a progress that was edited is told in a sentence by every command, and by the page", async () => {
  const { exercises: { "20": whole } } = begunLocally("20");
  const broken: unknown[] = [
    { exercises: { "20": null } },
    { exercises: { "20": {} } },
    { exercises: { "20": 5 } },
    { exercises: [] },
    { exercises: { "20": { ...whole, place: "moon" } } },
    { exercises: { "20": { ...whole, steps: { served: "yes" } } } },
    { exercises: { "20": { ...whole, answers: null } } },
    { exercises: {}, putAway: 3 },
    { exercises: {}, language: "de" },
    { exercises: {}, images: "x" },
  ];
  await using lab = await testedLab();
  const { deps } = lab;
  const path = `${deps.work.root}/progress.json`;
  const sentence = { message: `${path} cannot be read: mend it or delete it` };
  for (const progress of broken) {
    await Deno.writeTextFile(path, JSON.stringify(progress));
    for (
      const command of [
        () => list(deps),
        () => start(deps, "20", "local"),
        () => check(deps, "20"),
        () => hint(deps, "20"),
        () => answer(deps, "20", "base", "b"),
        () => solution(deps, "20", false),
        () => injure(deps, "20"),
        () => reset(deps, "20", "local"),
      ]
    ) await rejects(command(), sentence, JSON.stringify(progress));
    equal(await Deno.readTextFile(path), JSON.stringify(progress), "it is left as it is");
    const request = new Request("http://localhost/", { headers: { host: "localhost" } });
    match(await (await answerPage(deps)(request)).text(), /progress\.json cannot be read/);
    const students = await Deno.makeTempDir();
    await Deno.mkdir(`${students}/ada`);
    await Deno.writeTextFile(`${students}/ada/progress.json`, JSON.stringify(progress));
    equal(await grade(deps, students), 1);
    await Deno.remove(students, { recursive: true });
  }
});

Deno.test("where images go is remembered, and no language that nobody asked for", async () => {
  const work = await Deno.makeTempDir({ prefix: "lab-" });
  try {
    const open = (...args: string[]) =>
      openLab(parseLabOptions(["list", ...args]), { work, print: () => {} });
    await open("--kind", "own");
    deepEqual(await (await open()).work.readProgress(), {
      exercises: {},
      images: ["--kind", "own"],
    });
    await open("--lang", "fr");
    deepEqual(await (await open()).work.readProgress(), {
      exercises: {},
      images: ["--kind", "own"],
      language: "fr",
    });
  } finally {
    await Deno.remove(work, { recursive: true });
  }
});

Deno.test("start puts files again that are gone, leaves the others, and says so where it was begun", async () => {
  await using lab = await testedLab();
  const { deps } = lab;
  await start(deps, "16", "local");
  const folder = deps.work.of(16);
  const own = "// mine\n";
  await Deno.writeTextFile(`${folder}/judge.ts`, own);
  await Deno.remove(`${folder}/back.yaml`);
  lab.printed();
  // Without --local, too: it is begun.
  equal(await start(deps, "16", "cluster"), 0);
  match(lab.printed(), /begun already[\s\S]*as it was gone: back\.yaml\n/);
  equal(await Deno.readTextFile(`${folder}/judge.ts`), own);
  match(await Deno.readTextFile(`${folder}/back.yaml`), /____/);
  await start(deps, "16", "local");
  doesNotMatch(lab.printed(), /as it was gone/);
});

Deno.test("of a program in two languages the one that is not used may be gone", async () => {
  await using lab = await testedLab();
  const { deps } = lab;
  const found = deps.exercises.find(({ number }) => number === 3)!;
  await deps.work.putSolution(found, (text) => Promise.resolve(text));
  const place = deps.openPlace(3, "local");
  const [files] = await stepsOf(found, place);
  equal(await files!.check(place), "1");
  await Deno.remove(`${place.work}/train.py`);
  equal(await files!.check(place), "1");
  await Deno.remove(`${place.work}/train.ts`);
  await rejects(files!.check(place), { message: /train\.py does not exist/ });
});

/** An exercise of one step, and what its beginning and its injury do. */
function exerciseWith(parts: Partial<Exercise>) {
  const words = { fr: "x", en: "x" };
  const step: Step = { id: "a", title: words, remedy: "a", check: () => Promise.resolve("") };
  const exercise: Exercise = {
    title: words,
    minutes: 1,
    goal: words,
    places: ["local", "cluster"],
    steps: [step],
    hints: [words],
    commands: [],
    injuries: [],
    questions: [],
    ...parts,
  };
  return { number: 99, folder: "99-made-up", path: "/does/not/exist", exercise };
}

Deno.test("a beginning that was broken off is gone on with, and its reset puts back what was before it", async () => {
  let state = "mine";
  let begins = 0;
  const put: unknown[] = [];
  const [reached, ended] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  const found = exerciseWith({
    changes: {
      title: { fr: "x", en: "x" },
      read: () => Promise.resolve(state),
      putBack: (_, before) => Promise.resolve(void put.push(before)),
    },
    prepare() {
      state = "the exercise's";
      begins++;
      reached.resolve();
      // The first does not end: the learner has pressed Ctrl-C.
      return begins === 1 ? ended.promise : Promise.resolve();
    },
  });
  await using lab = await testedLab({ exercises: [found] });
  const { deps } = lab;
  const first = start(deps, "99", "local");
  await reached.promise;
  // Another process reads what the first had noted when it ended.
  equal(await start(deps, "99", "local"), 0);
  equal(begins, 2);
  doesNotMatch(lab.printed(), /begun already/);
  equal(await start(deps, "99", "local"), 0);
  equal(begins, 2);
  await reset(deps, "99", "local");
  deepEqual(put, ["mine"]);
  ended.resolve();
  await first;
});

Deno.test("an injury is noted once it is done, though nobody waits until it shows", async () => {
  const words = { fr: "x", en: "x" };
  let isBroken = false;
  const found = exerciseWith({
    steps: [{
      id: "a",
      title: words,
      remedy: "a",
      check(place) {
        return isBroken ? place.object("services", "none") : Promise.resolve("");
      },
    } as Step],
    injuries: [{
      id: "broken",
      symptom: { fr: "boite", en: "it limps" },
      break: () => Promise.resolve(void (isBroken = true)),
      breaks: ["a"],
      hints: [words],
      cure: [{ line: "true" }],
      explanation: words,
    }],
  });
  await using lab = await testedLab({ exercises: [found] });
  await start(lab.deps, "99", "cluster");
  const breaking = lab.deps.kubectl.objects;
  // The cluster goes away while the injury is waited for.
  lab.deps.kubectl.objects = (...args) => {
    if (isBroken) lab.cluster.away = "refused";
    return breaking.apply(lab.deps.kubectl, args);
  };
  await rejects(injure(lab.deps, "99"));
  const { "99": done } = (await lab.deps.work.readProgress()).exercises;
  equal(done?.open?.injury, "broken");
});

Deno.test("parseLabOptions() throws nothing but what can be told", () => {
  throws(() => parseLabOptions(["--lang", "de"]), LabFault);
  throws(() => parseLabOptions(["page", "--port", "x"]), LabFault);
  throws(() => parseLabOptions([""]), LabFault);
});

/** What the lab says on its standard error, for a learner whose files are in a folder. */
async function saidOnError(args: readonly string[], work: string): Promise<string> {
  const program = `import { main } from ${JSON.stringify(import.meta.resolve("./main.ts"))};
Deno.exit(await main(${JSON.stringify(args)}, { work: ${JSON.stringify(work)} }));`;
  const { stderr } = await new Deno.Command("deno", {
    args: ["eval", "--quiet", program],
    cwd: new URL("..", import.meta.url).pathname,
    stdin: "null",
  }).output();
  return new TextDecoder().decode(stderr);
}

Deno.test("what is wrong is told in the language that was chosen before, and without a trace", async () => {
  const work = await Deno.makeTempDir({ prefix: "lab-" });
  try {
    for (
      const [language, none, option] of [
        ["fr", /^Il n'y a pas d'exercice "99"/, /^Il n'y a pas d'option "fast"/],
        ["en", /^There is no exercise "99"/, /^There is no option "fast"/],
      ] as const
    ) {
      await Deno.writeTextFile(
        `${work}/progress.json`,
        JSON.stringify({ language, exercises: {} }),
      );
      match(await saidOnError(["check", "99"], work), none);
      match(await saidOnError(["list", "--fast"], work), option);
    }
    const file = `${work}/progress.json`;
    const said = await saidOnError(["export", "killercoda", file, "--repository", "x"], work);
    match(said, /^A file cannot be read or written: [^\n]*\n$/);
  } finally {
    await Deno.remove(work, { recursive: true });
  }
});

Deno.test("commands that note something at the same time do not fail for each other", async () => {
  await using lab = await testedLab();
  const { work } = lab.deps;
  await Promise.all(Array.from({ length: 20 }, () => work.writeProgress({ exercises: {} })));
  const names = await Array.fromAsync(Deno.readDir(work.root), ({ name }) => name);
  deepEqual(names, ["progress.json"]);
});

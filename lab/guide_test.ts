import { taskCommand } from "@mlops/testing/started_stack";
import { deepEqual, equal, ok } from "node:assert/strict";
import { ELSEWHERE, GUIDES, readGuide } from "./e2e/read_guide.ts";
import { discover } from "./engine/discover.ts";
import { filledIn } from "./engine/run_steps.ts";
import { COMMANDS } from "./options.ts";
import { EXERCISES } from "./testing/tested_lab.ts";

const ROOT = new URL("../", import.meta.url);
const [french, english] = await Promise.all(GUIDES.map(readGuide));

/** All lines of a guide's blocks. */
function linesOf(sections = english): string[] {
  return sections!.flatMap(({ typed }) => typed.map(({ line }) => line));
}

Deno.test("the guide has the same commands in both languages", () => {
  deepEqual(linesOf(french), linesOf(english));
  const named = (sections = english) => sections!.map(({ named }) => named.toSorted());
  deepEqual(named(french), named(english));
});

Deno.test("every command of the guide is run by a test", async () => {
  // The student on the cluster types all lines of blocks, but for Elsewhere, and of the sentences what
  // kubectl does.
  const typed = linesOf();
  const untested = english!.flatMap(({ named }) => named).filter((line) =>
    !(line in ELSEWHERE) && !line.startsWith("kubectl") && !typed.includes(line)
  );
  deepEqual(untested, []);
  for (const [line, { test, instead }] of Object.entries(ELSEWHERE)) {
    equal(Number(test !== undefined) + Number(instead !== undefined), 1, line);
    if (test !== undefined) ok((await Deno.stat(new URL(test, ROOT))).isFile, `${line}: ${test}`);
  }
});

Deno.test("no command is passed over that the guide does not have any more", () => {
  const all = english!.flatMap(({ typed, named }) => [...typed.map(({ line }) => line), ...named]);
  deepEqual(Object.keys(ELSEWHERE).filter((line) => !all.includes(line)), []);
});

Deno.test("every task and every command of the lab that the guide names is there", async () => {
  const { tasks } = JSON.parse(await Deno.readTextFile(new URL("deno.json", ROOT)));
  const exercises = await discover(EXERCISES);
  for (const path of GUIDES) {
    const text = await Deno.readTextFile(new URL(path, ROOT));
    const named = [...text.matchAll(/deno task ([\w-]+(?::[\w-]+)*)(?: (\w+)(?: (\d+))?)?/g)];
    ok(named.length > 20);
    for (const [words, task = "", command = "", number] of named) {
      ok(task in tasks, `${path}: ${words}`);
      if (task !== "lab") continue;
      ok(COMMANDS.some((it) => it === command), `${path}: ${words}`);
      if (number !== undefined && command !== "image") {
        ok(exercises.some((it) => `${it.number}` === number), `${path}: ${words}`);
      }
    }
  }
});

Deno.test("every exercise of the lab is begun in the guide", async () => {
  const begun = linesOf().map((line) => /^deno task lab start (\d+)/.exec(line)?.[1]);
  const missing = (await discover(EXERCISES)).filter(({ number }) => !begun.includes(`${number}`));
  deepEqual(missing.map(({ folder }) => folder), []);
});

Deno.test("the guide goes through the exercises in their order", () => {
  for (const sections of [french, english]) {
    const begun = linesOf(sections).flatMap((line) =>
      /^deno task lab start (\d+)/.exec(line)?.[1] ?? []
    ).map(Number);
    // The first shows the way; it is begun again in a section of its own.
    deepEqual(begun.slice(1), begun.slice(1).toSorted((a, b) => a - b));
    for (const { title, typed } of sections!) {
      const numbers = [...title.matchAll(/\d+/g)].map(([number]) => Number(number));
      if (!/^Exerci[sc]es? \d/.test(title)) continue;
      const [first = 0, last = first] = numbers;
      for (const { line } of typed) {
        const number = Number(/^deno task lab \w+ (\d+)/.exec(line)?.[1] ?? first);
        ok(number >= first && number <= last, `${title}: ${line}`);
      }
    }
  }
});

/** The lines that an exercise itself gives are those that the automatic student types. */
Deno.test("what the guide applies is what the exercises say", async () => {
  const given = (await discover(EXERCISES)).flatMap(({ number, exercise }) => {
    const place = { work: `lab/work/${number}`, namespace: `lab-${number}` };
    return exercise.commands.map(({ line }) => filledIn(line, { number, place }));
  });
  const applied = linesOf().filter((line) => line.includes(" lab/work/"));
  ok(applied.length >= 6);
  deepEqual(applied.filter((line) => !given.includes(line)), []);
});

Deno.test("kubectl is asked to watch one kind of object, as it refuses more", async () => {
  const files = [...GUIDES.map((path) => new URL(path, ROOT).pathname)];
  for (const { path } of await discover(EXERCISES)) {
    for await (const { name } of Deno.readDir(path)) {
      if (name.endsWith(".ts")) files.push(`${path}/${name}`);
    }
  }
  for (const file of files) {
    const text = await Deno.readTextFile(file);
    deepEqual(text.match(/kubectl get [a-z]+,[a-z,]+ [^`"'\n]*-(w|-watch)\b/g), null, file);
  }
});

Deno.test("the lab's tasks may run each program that a step runs, and that an exercise needs", async () => {
  const mayRun = async (task: string) =>
    /--allow-run=(\S+)/.exec(await taskCommand(task))![1]!.split(",");
  const tasks = { lab: await mayRun("lab"), checklist: await mayRun("checklist") };
  const exercises = await discover(EXERCISES);
  const folders = [...exercises.map(({ path }) => path), `${EXERCISES}/../looks`];
  for (const folder of folders) {
    for await (const { name, isFile } of Deno.readDir(folder)) {
      if (!isFile) continue;
      const text = await Deno.readTextFile(`${folder}/${name}`);
      for (const [, program = ""] of text.matchAll(/new Deno\.Command\("(\w+)"/g)) {
        for (const [task, mayRun] of Object.entries(tasks)) {
          ok(mayRun.includes(program), `${folder}/${name}: ${task} may not run ${program}`);
        }
      }
    }
  }
  for (const { folder, exercise } of exercises) {
    for (const { program } of exercise.needs ?? []) {
      ok(program === undefined || tasks.lab.includes(program), `${folder}: ${program}`);
    }
  }
});

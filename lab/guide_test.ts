import { deepEqual, ok } from "node:assert/strict";
import { discover } from "./engine/discover.ts";
import { filledIn } from "./engine/run_steps.ts";
import { COMMANDS } from "./options.ts";
import { EXERCISES } from "./testing/tested_lab.ts";

const ROOT = new URL("../", import.meta.url);
const GUIDES = ["docs/workshop.md", "docs/workshop.en.md"];

/** Lines for the shell, without the comments behind them. */
async function commandsOf(path: string): Promise<string[]> {
  const text = await Deno.readTextFile(new URL(path, ROOT));
  return [...text.matchAll(/```bash\n([\s\S]*?)```/g)].flatMap(([, block = ""]) =>
    block.split("\n").map((line) => line.replace(/ +#.*$/, "").trim()).filter((line) => line !== "")
  );
}

Deno.test("the guide has the same commands in both languages", async () => {
  const [french, english] = await Promise.all(GUIDES.map(commandsOf));
  deepEqual(french, english);
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

/** The lines that an exercise itself gives are those that the automatic student types. */
Deno.test("what the guide applies is what the exercises say", async () => {
  const given = (await discover(EXERCISES)).flatMap(({ number, exercise }) => {
    const place = { work: `lab/work/${number}`, namespace: `lab-${number}` };
    return exercise.commands.map(({ line }) => filledIn(line, { number, place }));
  });
  const [guide = ""] = GUIDES;
  const applied = (await commandsOf(guide)).filter((line) => line.startsWith("kubectl apply"));
  ok(applied.length >= 6);
  for (const line of applied) ok(given.includes(line), line);
});

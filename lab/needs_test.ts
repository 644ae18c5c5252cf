import { deepEqual, equal, rejects } from "node:assert/strict";
import { check } from "./commands/check.ts";
import { start } from "./commands/start.ts";
import type { FoundExercise } from "./engine/discover.ts";
import type { Exercise, Step } from "./engine/exercise.ts";
import type { Words } from "./engine/words.ts";
import { testedLab } from "./testing/tested_lab.ts";

const words = (text: string): Words => ({ fr: text, en: text });

/** An exercise without files. */
function exerciseWith(parts: Partial<Exercise>): FoundExercise {
  const looked: Step = {
    id: "a",
    title: words("a"),
    remedy: "a",
    check: () => Promise.resolve(""),
  };
  const exercise: Exercise = {
    title: words("made up"),
    minutes: 1,
    goal: words("none"),
    places: ["cluster"],
    steps: [looked],
    hints: [words("none")],
    commands: [],
    injuries: [],
    questions: [],
    ...parts,
  };
  return { number: 99, folder: "99-made-up", path: "/does/not/exist", exercise };
}

Deno.test("start says how to come by what is missing, and leaves nothing", async () => {
  const program = { program: "no-such-program-here", remedy: words("install it") };
  const objects = { objects: ["ingressclasses"] as const, remedy: words("add a controller") };
  for (const need of [program, objects]) {
    await using lab = await testedLab({ exercises: [exerciseWith({ needs: [need] })] });
    await rejects(start(lab.deps, "99", "cluster"), { message: need.remedy.en });
    deepEqual([...lab.cluster.objects.keys()], []);
    deepEqual(await lab.deps.work.readProgress(), { exercises: {} });
  }
  const here = [{ program: "deno", remedy: words("") }, { ...program, on: "local" as const }];
  await using lab = await testedLab({ exercises: [exerciseWith({ needs: here })] });
  equal(await start(lab.deps, "99", "cluster"), 0);
});

Deno.test("a single step is looked at alone, as a lab platform asks for it", async () => {
  const looked: string[] = [];
  const step = (id: string): Step => ({
    id,
    title: words(id),
    remedy: id,
    check: () => Promise.resolve(`${looked.push(id)}`),
  });
  const exercises = [exerciseWith({ steps: [step("quick"), step("slow")] })];
  await using lab = await testedLab({ exercises });
  await start(lab.deps, "99", "cluster");
  equal(await check(lab.deps, "99", "quick"), 0);
  deepEqual(looked, ["quick"]);
  await rejects(check(lab.deps, "99", "other"), {
    message: /has no step "other": it has quick, slow/,
  });
});

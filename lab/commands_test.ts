import { deepEqual, equal, match, ok, rejects } from "node:assert/strict";
import { injure } from "./commands/break.ts";
import { check } from "./commands/check.ts";
import { compare as compareForms } from "./commands/compare.ts";
import { hint } from "./commands/hint.ts";
import { answer } from "./commands/questions.ts";
import { reset } from "./commands/reset.ts";
import { solution } from "./commands/solution.ts";
import { start } from "./commands/start.ts";
import type { FoundExercise } from "./engine/discover.ts";
import type { Exercise, Injury, Question, Step } from "./engine/exercise.ts";
import type { Place } from "./engine/place.ts";
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
    compare: () => Promise.resolve([]),
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

Deno.test("a comparison is asked of the exercise's namespace, of the stack, or refused in a sentence", async () => {
  const asked: string[] = [];
  const compare = (place: Place) => {
    asked.push(place.namespace);
    return Promise.resolve([{ what: words("pods"), classic: "2", knative: "0" }]);
  };
  const places = ["cluster", "local"] as const;
  await using own = await testedLab({ exercises: [exerciseWith({ places, compare })] });
  await start(own.deps, "99", "cluster");
  own.printed();
  equal(await compareForms(own.deps, "99"), 0);
  match(own.printed(), /pods\n +Deployment and HPA: 2\n +Knative Service: 0/);
  await reset(own.deps, "99", "cluster");
  await start(own.deps, "99", "local");
  await rejects(compareForms(own.deps, "99"), { message: /then start 99 without --local/ });

  const stack = exerciseWith({ places, compare, comparesStack: true });
  await using lab = await testedLab({ exercises: [stack] });
  await start(lab.deps, "99", "local");
  await rejects(compareForms(lab.deps, "99"), { message: /in mlops-workshop: deno task deploy/ });
  const spec = { template: { spec: { containers: [] }, metadata: {} } };
  lab.cluster.put({ kind: "Deployment", metadata: { name: "ml-api" }, spec }, "mlops-workshop");
  equal(await compareForms(lab.deps, "99"), 0);
  deepEqual(asked, ["lab-99", "mlops-workshop"]);
});

Deno.test("what an exercise says names the learner's own namespace and folder, in whichever text", async () => {
  const text = words("kubectl get pods -n {namespace} in {work} of {n}");
  const question: Question = { number: "own", text, accepts: /^x$/, explanation: text };
  const injury: Injury = {
    id: "broken",
    symptom: text,
    break: () => Promise.resolve(),
    breaks: ["a"],
    hints: [text],
    cure: [{ line: "true" }],
    explanation: text,
  };
  const parts = { questions: [question], injuries: [injury], hints: [text] as const };
  await using lab = await testedLab({ exercises: [exerciseWith(parts)] });
  const due = `kubectl get pods -n lab-99 in ${lab.deps.work.root}/99 of 99`;
  await start(lab.deps, "99", "cluster");
  await check(lab.deps, "99");
  ok(lab.printed().includes(`Question own: ${due}`));
  for (
    const say of [
      () => hint(lab.deps, "99"),
      () => answer(lab.deps, "99", "own", "x"),
      () => injure(lab.deps, "99"),
      () => hint(lab.deps, "99"),
      () => solution(lab.deps, "99", false),
      () => check(lab.deps, "99"),
    ]
  ) {
    await say();
    const said = lab.printed();
    ok(said.includes(due), said);
  }
});

Deno.test("start announces lines for the terminal only if there are some where the learner is", async () => {
  const places = ["cluster", "local"] as const;
  const commands = [{ line: "kubectl apply", on: "cluster" as const }];
  await using lab = await testedLab({ exercises: [exerciseWith({ places, commands })] });
  await start(lab.deps, "99", "local");
  ok(!lab.printed().includes("in the terminal"));
  await reset(lab.deps, "99", "local");
  await start(lab.deps, "99", "cluster");
  match(lab.printed(), /in the terminal:\n +kubectl apply/);
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

Deno.test("what is done without a cluster is said to be begun so, and is reset without one", async () => {
  await using lab = await testedLab({ exercises: [exerciseWith({ places: ["local"] })] });
  await rejects(check(lab.deps, "99"), { message: /deno task lab start 99 --local first/ });
  // kubectl would have to be asked of a cluster that nobody has.
  lab.deps.kubectl.objects = () => Promise.reject(new Error("no cluster"));
  equal(await reset(lab.deps, "99", "cluster"), 0);
});

Deno.test("what does not hold is told as each language writes a colon", async () => {
  const failing: Step = {
    id: "a",
    title: words("a"),
    remedy: "a",
    check: () => Promise.reject(new Error("b")),
  };
  for (const [language, line] of [["fr", "  ✗ a : b"], ["en", "  ✗ a: b"]] as const) {
    await using lab = await testedLab({
      language,
      exercises: [exerciseWith({ steps: [failing] })],
    });
    await start(lab.deps, "99", "cluster");
    lab.printed();
    equal(await check(lab.deps, "99"), 1);
    ok(lab.printed().split("\n").includes(line));
  }
});

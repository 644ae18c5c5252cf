import { deepEqual, doesNotMatch, equal, match, ok, rejects } from "node:assert/strict";
import { injure } from "./commands/break.ts";
import { check } from "./commands/check.ts";
import { compareForms } from "./commands/compare.ts";
import { hint } from "./commands/hint.ts";
import { image } from "./commands/image.ts";
import { list } from "./commands/list.ts";
import { answer } from "./commands/questions.ts";
import { reset } from "./commands/reset.ts";
import { solution } from "./commands/solution.ts";
import { start } from "./commands/start.ts";
import type { FoundExercise } from "./engine/discover.ts";
import type { Exercise, Injury, Question, Step } from "./engine/exercise.ts";
import { judgeAnswer } from "./engine/judge_answer.ts";
import type { Place } from "./engine/place.ts";
import { begun } from "./engine/progress.ts";
import type { Words } from "./engine/words.ts";
import { pageHtml } from "./page/page_html.ts";
import { testedLab } from "./testing/tested_lab.ts";

const words = (text: string): Words => ({ fr: text, en: text });

const QUESTION: Question = {
  number: "own",
  text: words("which?"),
  accepts: /^x$/,
  explanation: words("secret"),
};

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

Deno.test("start says how to come by all that is missing, and leaves nothing", async () => {
  const program = { program: "no-such-program-here", remedy: words("install it") };
  const objects = { objects: ["ingressclasses"] as const, remedy: words("add a controller") };
  for (
    const [needs, message] of [
      [[program], "install it"],
      [[objects], "add a controller"],
      [[program, objects], "install it; add a controller"],
    ] as const
  ) {
    await using lab = await testedLab({ exercises: [exerciseWith({ needs })] });
    lab.cluster.installed.clear();
    await rejects(start(lab.deps, "99", "cluster"), { message });
    deepEqual([...lab.cluster.objects.keys()], []);
    deepEqual(await lab.deps.work.readProgress(), { exercises: {} });
  }
  const here = [{ program: "deno", remedy: words("") }, { ...program, on: "local" as const }];
  await using lab = await testedLab({ exercises: [exerciseWith({ needs: here })] });
  equal(await start(lab.deps, "99", "cluster"), 0);
});

Deno.test("start goes on without what can be done without, and says what is left", async () => {
  const needs = [{
    objects: ["crd", "certificates.cert-manager.io"] as const,
    remedy: words("add it"),
    otherwise: words("by hand"),
  }];
  await using lab = await testedLab({ exercises: [exerciseWith({ needs })] });
  await start(lab.deps, "99", "cluster");
  doesNotMatch(lab.printed(), /by hand/);
  await reset(lab.deps, "99", "cluster");
  lab.cluster.installed.delete("crd/certificates.cert-manager.io");
  equal(await start(lab.deps, "99", "cluster"), 0);
  match(lab.printed(), /^add it \(by hand\)$/m);
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

  await using nothing = await testedLab({ exercises: [exerciseWith({})] });
  await start(nothing.deps, "99", "cluster");
  await rejects(compareForms(nothing.deps, "99"), { message: /nothing to compare/ });

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

Deno.test("an injury is told of once it shows: it does not pass for mended before", async () => {
  let looks = 0;
  let isBroken = false;
  const slow: Step = {
    id: "a",
    title: words("a"),
    remedy: "a",
    check() {
      looks += 1;
      return isBroken && looks > 3 ? Promise.reject(new Error("at last")) : Promise.resolve("");
    },
  };
  const injury: Injury = {
    id: "broken",
    symptom: words("it limps"),
    break: () => Promise.resolve(void (isBroken = true)),
    breaks: ["a"],
    hints: [words("look")],
    cure: [{ line: "true" }],
    explanation: words("because"),
  };
  const exercises = [exerciseWith({ steps: [slow], injuries: [injury] })];
  await using lab = await testedLab({ exercises });
  const deps = { ...lab.deps, patienceMs: 60_000 };
  await start(deps, "99", "cluster");
  equal(await injure(deps, "99"), 0);
  doesNotMatch(lab.printed(), /Nothing shows/);
  equal(await check(deps, "99"), 1);
  match(lab.printed(), /it limps$/m);
  await reset(deps, "99", "cluster");
  isBroken = false;
  await start(deps, "99", "cluster");
  looks = -10;
  // As where nobody enforces what the injury forbids.
  equal(await injure({ ...deps, patienceMs: 0 }, "99"), 0);
  match(lab.printed(), /Nothing shows of it yet\./);
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

Deno.test("what another command notes while one is under way is kept", async () => {
  let meanwhile: () => Promise<unknown> = () => Promise.resolve();
  const slow: Step = {
    id: "slow",
    title: words("slow"),
    remedy: "slow",
    check: () => meanwhile().then(() => ""),
  };
  const other = { ...exerciseWith({}), number: 98 };
  await using lab = await testedLab({ exercises: [exerciseWith({ steps: [slow] }), other] });
  await start(lab.deps, "99", "cluster");
  meanwhile = () => start(lab.deps, "98", "cluster");
  await check(lab.deps, "99");
  const noted = async () => Object.keys((await lab.deps.work.readProgress()).exercises);
  deepEqual(await noted(), ["98", "99"]);

  const call = lab.deps.kubectl.text.bind(lab.deps.kubectl);
  lab.deps.kubectl.text = async (action, args, input) => {
    if (args[0] === "delete") await start(lab.deps, "98", "cluster");
    return await call(action, args, input);
  };
  await reset(lab.deps, "98", "cluster");
  await reset(lab.deps, "99", "cluster");
  deepEqual(await noted(), ["98"], "begun while the other one's namespace was going");
});

Deno.test("what is answered or reset while a check looks is kept so", async () => {
  let meanwhile: () => Promise<unknown> = () => Promise.resolve();
  const slow: Step = {
    id: "slow",
    title: words("slow"),
    remedy: "slow",
    check: () => meanwhile().then(() => ""),
  };
  await using lab = await testedLab({
    exercises: [exerciseWith({ steps: [slow], questions: [QUESTION] })],
  });
  const { work } = lab.deps;
  await start(lab.deps, "99", "cluster");
  meanwhile = () => answer(lab.deps, "99", "own", "x");
  await check(lab.deps, "99");
  const { "99": done } = (await work.readProgress()).exercises;
  deepEqual(done?.steps, { slow: true });
  deepEqual(done?.answers, { own: { given: "x", isRight: true, tries: 1 } });
  meanwhile = () => reset(lab.deps, "99", "cluster");
  await check(lab.deps, "99");
  deepEqual((await work.readProgress()).exercises, {}, "its namespace is gone");
});

Deno.test("what was done stays done after a reset, and after a new beginning that comes less far", async () => {
  const injury: Injury = {
    id: "broken",
    symptom: words("it limps"),
    break: () => Promise.resolve(),
    breaks: ["a"],
    hints: [words("look")],
    cure: [{ line: "true" }],
    explanation: words("because"),
  };
  const told = [
    ["en", "done · put away by its reset", "done · begun anew", "to do"],
    ["fr", "fait · rangé par sa remise à zéro", "fait · recommencé", "à faire"],
  ] as const;
  for (const [language, putAway, begunAnew, toDo] of told) {
    await using lab = await testedLab({
      language,
      exercises: [exerciseWith({ injuries: [injury], questions: [QUESTION] })],
    });
    const { work } = lab.deps;
    const says = async (due: string) => {
      lab.printed();
      await list(lab.deps);
      const listed = lab.printed();
      ok(listed.includes(due), listed);
      const page = pageHtml(lab.deps, await work.readProgress(), 99);
      ok(due === toDo || page.includes(due.replace(/^\S+ · /, "")), page);
      return { listed, page };
    };
    await start(lab.deps, "99", "cluster");
    await reset(lab.deps, "99", "cluster");
    await says(toDo);

    await start(lab.deps, "99", "cluster");
    await check(lab.deps, "99");
    await injure(lab.deps, "99");
    await check(lab.deps, "99");
    await answer(lab.deps, "99", "own", "x");
    const { "99": done } = (await work.readProgress()).exercises;
    await reset(lab.deps, "99", "cluster");
    deepEqual(await work.readProgress(), { exercises: {}, putAway: { "99": done } });
    ok(done?.doneAt !== undefined && "broken" in done.mended && done.steps["a"]);
    const { listed, page } = await says(putAway);
    match(listed, /✓ 99[\s\S]* 1 .*1[\s\S]* 1 .*1/);
    match(page, /<span>✓<\/span>/);

    await start(lab.deps, "99", "cluster");
    match((await says(begunAnew)).listed, /✓ 99/);
    deepEqual((await work.readProgress()).exercises["99"]?.answers, {}, "it begins anew");
    await check(lab.deps, "99");
    await reset(lab.deps, "99", "cluster");
    deepEqual((await work.readProgress()).putAway, { "99": done }, "it came less far");
  }
});

Deno.test("an answer that is missing is told in a sentence, and is not noted", async () => {
  await using lab = await testedLab({ exercises: [exerciseWith({ questions: [QUESTION] })] });
  await start(lab.deps, "99", "cluster");
  await rejects(answer(lab.deps, "99", "own", " "), { message: /missing: .* 99 own ANSWER/ });
  deepEqual((await lab.deps.work.readProgress()).exercises["99"]?.answers, {});
});

Deno.test("no image is made of a program that is not begun, has blanks, or is not there", async () => {
  await using lab = await testedLab();
  await rejects(image(lab.deps, "5"), { message: /start 5/ });
  await rejects(image(lab.deps, "1"), { message: /no program/ });
  const found = lab.deps.exercises.find(({ number }) => number === 5)!;
  await lab.deps.work.writeProgress({ exercises: { "5": begun("cluster", lab.deps.now()) } });
  await lab.deps.work.putBlanks(found, "en");
  await rejects(image(lab.deps, "5"), { message: /5\/program\/page\.ts still has 11 ____/ });
  await lab.deps.work.putSolution(found, (text) => Promise.resolve(text));
  equal(await image(lab.deps, "5"), 0);
  match(lab.printed(), /made\/5/);
});

Deno.test("a quantity is the same answer in thousandths and in figures", async () => {
  const question = { number: "used", text: words(""), explanation: words("") };
  const place = {} as Place;
  const isRight = (given: string) =>
    judgeAnswer({ ...question, expected: () => Promise.resolve("200m") }, given, place);
  for (const given of ["200m", "0.2", "0,2"]) ok(await isRight(given), given);
  ok(!await isRight("200"));
});

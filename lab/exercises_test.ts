import { deepEqual, doesNotMatch, equal, ok } from "node:assert/strict";
import { hintsAt, injuriesAt, questionsAt } from "./engine/at_place.ts";
import { countBlanks, withBlanks, withoutMarks } from "./engine/blanks.ts";
import { discover } from "./engine/discover.ts";
import { LANGUAGES, say } from "./engine/words.ts";
import type { Need } from "./engine/exercise.ts";
import { beginningFiles, exerciseFiles } from "./engine/work_folder.ts";
import {
  CERT_MANAGER,
  INGRESS_CONTROLLER,
  KNATIVE,
  METRICS_SERVER,
  SEALED_SECRETS,
  STORAGE,
} from "./looks/cluster_needs.ts";
import { EXERCISES } from "./testing/tested_lab.ts";
import { TEXTS } from "./texts/texts.ts";
import { USAGE } from "./usage.ts";

const exercises = await discover(EXERCISES);

/** Every text of a value that is said in languages, with where it stands. */
function* wordsIn(value: unknown, at: string): Generator<[string, Record<string, unknown>]> {
  if (typeof value !== "object" || value === null || value instanceof RegExp) return;
  const keys = Object.keys(value);
  if (keys.some((key) => LANGUAGES.some((language) => language === key))) {
    yield [at, value as Record<string, unknown>];
    return;
  }
  for (const [key, item] of Object.entries(value)) yield* wordsIn(item, `${at}.${key}`);
}

Deno.test("every text of the lab is there in every language", () => {
  deepEqual(Object.keys(TEXTS.en).sort(), Object.keys(TEXTS.fr).sort());
  deepEqual(Object.keys(TEXTS.en.listState), Object.keys(TEXTS.fr.listState));
  const told = exercises.flatMap(({ folder, exercise }) => [...wordsIn(exercise, folder)]);
  ok(told.length > 30);
  for (const [at, words] of [...told, ["usage", USAGE] as const]) {
    const keys = Object.keys(words).filter((key) => key !== "on");
    deepEqual(keys.sort(), LANGUAGES.toSorted(), at);
    for (const language of LANGUAGES) ok(`${words[language]}`.trim() !== "", `${at}.${language}`);
  }
});

for (const found of exercises) {
  const { folder, exercise } = found;
  Deno.test(`${folder} is an exercise that can be done`, async () => {
    const steps = exercise.steps.map(({ id }) => id);
    equal(new Set(steps).size, steps.length, "steps have names of their own");
    for (const injury of exercise.injuries) {
      for (const id of injury.breaks) ok(steps.includes(id), `${injury.id} breaks "${id}"`);
      ok(injury.cure.length > 0);
    }
    // What the first hint leaves open the next tells.
    for (const { hints } of [exercise, ...exercise.injuries]) ok(hints.length >= 2, "graded hints");
    ok(exercise.injuries.length >= 1, "something to find and mend");
    ok(exercise.questions.length >= 1, "something to think about");
    const numbers = exercise.questions.map(({ number }) => number);
    equal(new Set(numbers).size, numbers.length, "questions have numbers of their own");
    for (const question of exercise.questions) {
      const { choices, accepts, expected, after } = question;
      const ways = [choices, accepts, expected].filter((way) => way !== undefined);
      equal(ways.length, 1, `question ${question.number} is judged in one way`);
      if (choices !== undefined) equal(choices.filter(({ isRight }) => isRight).length, 1);
      if (after !== undefined) ok(steps.includes(after), `question ${question.number}`);
    }
    for (const other of exercise.standsOn ?? []) {
      ok(exercises.some((it) => it.folder === other && it.number < found.number), other);
    }
    let blanks = 0;
    for (const [name, text] of await exerciseFiles(found)) {
      blanks += countBlanks(withBlanks(text, "en"));
      ok(!withoutMarks(text).includes("____"), name);
      for (const language of LANGUAGES) {
        equal(withBlanks(text, language).split("\n").length, text.split("\n").length, name);
      }
    }
    ok(blanks >= 3, "something to fill in");
    for (const [name, text] of await exerciseFiles(found)) {
      for (const [line] of text.matchAll(/^.*: "\d+" #\?.*$/gm)) {
        ok(
          /entre guillemets.*in quotes/.test(line),
          `${name}: a number that must be text: ${line}`,
        );
      }
    }
  });
}

/** What a manifest can only be applied with. */
const NEEDED: readonly (readonly [RegExp, Need])[] = [
  [/^apiVersion: serving\.knative\.dev/m, KNATIVE],
  [/^apiVersion: cert-manager\.io/m, CERT_MANAGER],
  [/^ *apiVersion: bitnami\.com/m, SEALED_SECRETS],
  [/^kind: Ingress$/m, INGRESS_CONTROLLER],
  [/^kind: HorizontalPodAutoscaler$/m, METRICS_SERVER],
  [/^kind: PersistentVolumeClaim$/m, STORAGE],
];

Deno.test("an exercise names all that its manifests need of a cluster", async () => {
  for (const { folder, exercise, ...found } of exercises) {
    if (!exercise.places.includes("cluster")) continue;
    const standsOn = exercises.filter((it) => exercise.standsOn?.includes(it.folder));
    const files = await Promise.all(
      [...standsOn, { folder, exercise, ...found }].flatMap((it) => [
        exerciseFiles(it),
        beginningFiles(it),
      ]),
    );
    const manifests = files.flatMap((texts) => [...texts.values()]);
    for (const [pattern, { objects }] of NEEDED) {
      if (!manifests.some((text) => pattern.test(text))) continue;
      const needs = exercise.needs ?? [];
      ok(needs.some((need) => `${need.objects}` === `${objects}`), `${folder}: ${objects}`);
    }
  }
});

Deno.test("what is told where there is no cluster names the stack's real addresses, not its usual ports", () => {
  const usual = /(localhost|127\.0\.0\.1):(5000|8000|8501|5432)|\$\{\w*(PORT|URL):-/;
  for (const { folder, exercise } of exercises) {
    if (!exercise.places.includes("local")) continue;
    const here = [
      ...exercise.commands,
      ...injuriesAt(exercise, "local").flatMap(({ cure }) => cure),
    ].filter(({ on }) => on !== "cluster");
    const told = JSON.stringify([
      here,
      [exercise, ...injuriesAt(exercise, "local")].map((it) => hintsAt(it, "local")),
      questionsAt(exercise, "local"),
      exercise.steps.filter(({ on }) => on !== "cluster"),
    ]);
    doesNotMatch(told, usual, folder);
  }
});

for (const { folder, exercise } of exercises) {
  if (!exercise.places.includes("local")) continue;
  Deno.test(`${folder} speaks of no cluster where there is none`, () => {
    const told = [
      ...[exercise, ...injuriesAt(exercise, "local")].flatMap((it) => hintsAt(it, "local")),
      ...questionsAt(exercise, "local").map(({ text }) => text),
      ...injuriesAt(exercise, "local").map(({ symptom }) => symptom),
      ...exercise.steps.filter(({ on }) => on !== "cluster").map(({ remedy, remedyHere }) =>
        remedyHere ?? remedy
      ),
    ];
    for (const words of told) {
      for (const language of LANGUAGES) {
        doesNotMatch(
          say(words, language),
          /kubectl (apply|describe|exec|get|logs|port-forward)|\{namespace\}/,
        );
      }
    }
    for (const it of [exercise, ...injuriesAt(exercise, "local")]) {
      ok(hintsAt(it, "local").length >= 2);
    }
  });
}

Deno.test("the workshop's questions are asked under its own numbers, in its order", () => {
  const asked = exercises.flatMap(({ exercise }) => exercise.questions.map(({ number }) => number));
  const numbered = asked.filter((number) => /^\d+$/.test(number)).map(Number);
  const upTo22 = Array.from({ length: 22 }, (_, at) => at + 1);
  // Its exercise 2 begins at 1 again, and leaves out 3.
  deepEqual(numbered, [...upTo22.slice(0, 7), 1, 2, ...upTo22.slice(3)]);
});

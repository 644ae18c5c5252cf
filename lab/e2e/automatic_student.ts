/**
 * A student who makes no mistake: does an exercise by its own solution, breaks it in every way there is,
 * mends it by the cure, and leaves nothing.
 *
 * @module
 */
import { deepEqual, equal, ok } from "node:assert/strict";
import { eventually } from "../../knative/checklist/eventually.ts";
import { injure } from "../commands/break.ts";
import { check } from "../commands/check.ts";
import { compareForms } from "../commands/compare.ts";
import { reset } from "../commands/reset.ts";
import { solution } from "../commands/solution.ts";
import { start } from "../commands/start.ts";
import { injuriesAt, questionsAt } from "../engine/at_place.ts";
import type { LabDeps } from "../engine/deps.ts";
import type { FoundExercise } from "../engine/discover.ts";
import type { Command } from "../engine/exercise.ts";
import type { Place, PlaceKind } from "../engine/place.ts";
import { filledIn, runSteps, type StepResult } from "../engine/run_steps.ts";
import { readShared } from "../engine/shared_state.ts";
import { faultText } from "../engine/words.ts";
import { inTerminal, typeLine } from "./terminal.ts";

/** How long what was applied may take to hold, and what was broken to show, in ms. */
const LIMIT_MS = 240_000;

/**
 * Goes through one exercise.
 *
 * @param kind Where.
 * @param options `compareStack` compares the two forms of the whole stack, if there is one; `env` is what the
 * student's terminals have beside this process' environment.
 * @throws {Error} If it is not as it should be; the message says at which point.
 */
export async function doExercise(
  deps: LabDeps,
  found: FoundExercise,
  kind: PlaceKind,
  { compareStack, env = {} }: {
    readonly compareStack?: () => Promise<void>;
    readonly env?: Readonly<Record<string, string>>;
  } = {},
): Promise<void> {
  await using terminals = new AsyncDisposableStack();
  const number = `${found.number}`;
  const place = deps.openPlace(found.number, kind);
  await reset(deps, number, kind);
  const shared = await readShared(found, place);
  equal(await start(deps, number, kind), 0, "start");

  const { before } = (await deps.work.readProgress()).exercises[number]!;
  const atFirst = await runSteps(found, place, { before });
  const failing = atFirst.filter(({ holds }) => !holds).map(({ step }) => step.id);
  ok(failing.some((id) => id !== "files"), "nothing is left to do at the beginning");
  deps.print(`before: ${failing.join(", ")} do not hold`);
  equal(await check(deps, number), 1, "check before");

  equal(await solution(deps, number, true), 0, "solution");
  await type(deps, found.exercise.commands, { found, place, terminals, env });
  await untilSteps(found, { place, before }, "all steps hold after the solution", allHold);
  equal(await check(deps, number), 0, "check after the solution");

  for (const question of questionsAt(found.exercise, kind)) {
    if (question.expected !== undefined) {
      const expected = await question.expected(place);
      ok(expected !== "" && expected !== "undefined", `question ${question.number}`);
      deps.print(`question ${question.number}: ${expected}`);
    }
  }
  if (found.exercise.comparesStack) await compareStack?.();
  else if (kind === "cluster" && found.exercise.compare !== undefined) {
    equal(await compareForms(deps, number), 0, "compare");
  }

  for (const injury of injuriesAt(found.exercise, kind)) {
    equal(await injure(deps, number, injury.id), 0, `break ${injury.id}`);
    await untilSteps(
      found,
      { place, before },
      `${injury.breaks.join(", ")} fail after "${injury.id}"`,
      (results) =>
        injury.breaks.every((id) => results.some(({ step, holds }) => step.id === id && !holds)),
    );
    equal(await check(deps, number), 1, `check after "${injury.id}"`);
    await type(deps, injury.cure, { found, place, terminals, env });
    await untilSteps(
      found,
      { place, before },
      `all steps hold after the cure of "${injury.id}"`,
      allHold,
    );
    equal(await check(deps, number), 0, `check after the cure of "${injury.id}"`);
  }

  equal(await reset(deps, number, kind), 0, "reset");
  deepEqual(await readShared(found, place), shared, "what others share is as before");
  if (kind === "cluster") await nothingIsLeft(deps, place.namespace);
}

function allHold(results: readonly StepResult[]): boolean {
  return results.every(({ holds }) => holds);
}

async function untilSteps(
  found: FoundExercise,
  { place, before }: { place: Place; before: unknown },
  what: string,
  isSo: (results: readonly StepResult[]) => boolean,
): Promise<void> {
  await eventually(LIMIT_MS, async () => {
    const results = await runSteps(found, place, { before });
    const seen = results.map(({ step, holds, error }) =>
      `  ${holds ? "✓" : "✗"} ${step.id} ${holds ? "" : faultText(error, "en")}`
    );
    ok(isSo(results), `Waited ${LIMIT_MS / 1_000} s until ${what}:\n${seen.join("\n")}`);
  });
}

/** Types lines into a shell, as the learner is told to. */
async function type(
  { print }: LabDeps,
  commands: readonly Command[],
  { found, place, terminals, env }: {
    found: FoundExercise;
    place: Place;
    terminals: AsyncDisposableStack;
    env: Readonly<Record<string, string>>;
  },
): Promise<void> {
  const where = { number: found.number, place };
  for (const { line, beside, on, stays } of commands) {
    if (on !== undefined && on !== place.kind) continue;
    const typed = filledIn(line, where);
    print(`$ ${typed}`);
    if (stays) {
      terminals.use(inTerminal(typed, env));
      continue;
    }
    await using other = beside === undefined ? null : inTerminal(filledIn(beside, where), env);
    // A port-forward says by its first line that the way is open.
    await other?.until();
    const { code, said } = await typeLine(typed, env);
    print(said.split("\n").slice(-8).map((text) => `  | ${text}`).join("\n"));
    equal(code, 0, `${typed}\n${said.slice(-2_000)}`);
  }
}

async function nothingIsLeft({ kubectl }: LabDeps, namespace: string): Promise<void> {
  const [there] = await kubectl.objects("look", ["namespace", namespace]);
  equal(there, undefined, `${namespace} is still there`);
  // A volume goes a moment after its claim.
  await eventually(LIMIT_MS, async () => {
    const volumes = await kubectl.objects("look", ["persistentvolumes"]);
    const left = volumes.filter((volume) =>
      (volume["spec"] as { claimRef?: { namespace: string } }).claimRef?.namespace === namespace
    );
    equal(left.length, 0, `volumes of ${namespace} are still there`);
  });
}

import { equal, match, ok, rejects } from "node:assert/strict";
import type { LiveObject } from "../knative/checklist/cluster.ts";
import { withBlanks, withoutMarks } from "./engine/blanks.ts";
import { localPlace } from "./engine/local_place.ts";
import exercise from "./exercises/16-release/exercise.ts";
import { readCounters } from "../knative/deploy/canary/counters.ts";
import { judge } from "../knative/deploy/canary/judge.ts";
import { JUDGE_CASES } from "./exercises/16-release/judge_cases.ts";

const marked = await Deno.readTextFile(
  new URL("exercises/16-release/files/judge.ts", import.meta.url),
);
const whole = withoutMarks(marked);
const stepOf = (name: string) => exercise.steps.find(({ id }) => id === name)!;

/** What the lab says of a judge; nothing if it decides right. */
async function faultOf(text: string): Promise<string> {
  const folder = await Deno.makeTempDir({ prefix: "lab-release-" });
  try {
    await Deno.writeTextFile(`${folder}/judge.ts`, text);
    return await stepOf("judge").check(localPlace(folder, {})).then(
      () => "",
      (error: Error) => error.message,
    );
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

Deno.test("exercise 16: the complete judge is right, each line of it is needed", async () => {
  equal(await faultOf(whole), "");
  const faults: readonly [from: string, to: string, told: RegExp][] = [
    ['route="/predict"', 'route="', /the probe failed/],
    ['status="5', 'status="', /one in four fails/],
    ['status="5', 'status="9', /one in four fails: it says go in place of back/],
    ["fresh.answered < LEAST", "false", /twenty predictions/],
    ["is > was + 0.02", "is > 0.02", /both fail/],
    ["is > was + 0.02", "false", /one in four/],
    ["is > was + 0.02", "is > was * 1.02", /about as good/],
    ['status="5', 'status="500', /one in four/],
    ['status="5', "5", /another no JSON/],
    ["2 * usual", "200 * usual", /ten times slower/],
    ["0.95 * answered", "0.4 * answered", /ten times slower/],
  ];
  for (const [from, to, told] of faults) {
    ok(whole.includes(from), from);
    match(await faultOf(whole.replace(from, () => to)), told, `${from} → ${to}`);
  }
});

Deno.test("exercise 16: what is wrong with a judge that does not run is told in one line", async () => {
  match(await faultOf(withBlanks(marked, "en")), /^judge\.ts: ReferenceError: ____ is not defined/);
  match(await faultOf(`${whole}\n}`), /^judge\.ts: \S/);
  match(await faultOf("export const nothing = 1;"), /^judge\.ts: SyntaxError: .*decide/);
});

Deno.test("exercise 16: deno task deploy --canary decides the same cases in the same way", () => {
  for (const { what, old, fresh, due } of JUDGE_CASES) {
    const { state } = judge({
      old: readCounters(old),
      fresh: readCounters(fresh),
      probabilities: null,
      restarts: 0,
    });
    equal({ bad: "back", good: "go", "too few": "wait" }[state], due, what.en);
  }
});

Deno.test("exercise 16: the way back names its Revision", async () => {
  const placeWith = (spec: unknown, status: unknown) => ({
    ...localPlace("", {}),
    object: () =>
      Promise.resolve(
        {
          metadata: { name: "risk" },
          spec: { traffic: spec },
          status: { traffic: status },
        } as unknown as LiveObject,
      ),
  });
  const back = stepOf("back");
  const whole = [{ revisionName: "risk-v1", percent: 100 }];
  match(`${await back.check(placeWith(whole, whole))}`, /risk-v1 100 %/);
  await rejects(back.check(placeWith([{ latestRevision: true, percent: 100 }], whole)), /latest/);
  const half = [{ revisionName: "risk-v1", percent: 50 }, { revisionName: "risk-v3", percent: 50 }];
  await rejects(back.check(placeWith(half, half)), /risk-v3 50 %/);
});

import { deepEqual, equal } from "node:assert/strict";
import { lengthText, planTurns, timeLeft } from "./schedule.ts";

const PLAN = planTurns({ rounds: 3, loadSeconds: 120, isWayBackMeasured: true });

Deno.test("planTurns() lets the forms be first in turn, and waits for the HPA only once", () => {
  deepEqual(PLAN.map(({ form, round, isWayBackMeasured }) => [round, form, isWayBackMeasured]), [
    [1, "knative", true],
    [1, "classic", false],
    [2, "classic", false],
    [2, "knative", true],
    [3, "knative", true],
    [3, "classic", true],
  ]);
});

Deno.test("planTurns() waits for the HPA in no round if its way back is not wanted", () => {
  const plan = planTurns({ rounds: 1, loadSeconds: 60, isWayBackMeasured: false });
  deepEqual(plan.map((turn) => turn.isWayBackMeasured), [true, false]);
});

Deno.test("timeLeft() counts down, and never below nothing", () => {
  // 3 * (120 + 15 + 75) + 2 * (120 + 15 + 35) + (120 + 15 + 330) = 1435 s
  equal(timeLeft(PLAN, 0), "24 min left");
  equal(timeLeft(PLAN, 60), "23 min left");
  equal(timeLeft(PLAN.slice(5), 460), "less than a minute left");
  equal(timeLeft(PLAN.slice(5), 900), "less than a minute left");
});

Deno.test("lengthText() says before a comparison how long it takes", () => {
  const plan = planTurns({ rounds: 1, loadSeconds: 60, isWayBackMeasured: false });
  equal(
    lengthText(plan, false),
    "2 turns, about 5 min; Ctrl-C ends them in order, --resume goes on",
  );
  equal(lengthText(plan.slice(1), true).slice(0, 25), "1 more turns, about 2 min");
});

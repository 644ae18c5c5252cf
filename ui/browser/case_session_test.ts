import { deepEqual, equal } from "node:assert/strict";
import { FEATURES } from "@mlops/tasks/diabetes";
import { signal } from "@preact/signals";
import { CaseSession, keepValues } from "./case_session.ts";
import { LocalModel } from "./local_model.ts";
import { assumedFeature } from "./model_feature.ts";

import { RequestFailure } from "./request_failure.ts";
import type { Prediction, Scorer, Values } from "./scorer.ts";

const ASSUMED_FEATURES = FEATURES.map(assumedFeature);

/** A service that answers when told to, and timers that end when told to. */
function testSession({ failures = 0 } = {}) {
  const timers: (() => void)[] = [];
  const delays: number[] = [];
  const asked: { values: Values; signal: AbortSignal; answer: PromiseWithResolvers<Prediction> }[] =
    [];
  const service: Scorer = {
    predict(values, signal) {
      const answer = Promise.withResolvers<Prediction>();
      asked.push({ values, signal, answer });
      return answer.promise;
    },
    predictMany: (cases) => Promise.resolve(cases.map(() => 0.5)),
    explain: () =>
      failures-- > 0 ? Promise.reject(new RequestFailure("unavailable")) : Promise.resolve({
        space: "probability",
        base: 0.3,
        contributions: [],
        nearestChange: null,
      }),
  };
  const session = new CaseSession({
    service,
    local: new LocalModel(signal(null)),
    features: signal(ASSUMED_FEATURES),
    classes: signal(["0", "1"]),
    page: {
      isVisible: () => true,
      onVisibilityChange: () => () => {},
      after(ms, callback) {
        delays.push(ms);
        timers.push(callback);
        return () => timers.splice(timers.indexOf(callback), 1);
      },
    },
    onVersion: () => {},
  });
  /** Ends every waiting timer and lets what follows happen. */
  const pass = async () => {
    for (const timer of timers.splice(0)) timer();
    await settle();
  };
  return { session, asked, delays, pass };
}

async function settle(): Promise<void> {
  for (let i = 0; i < 10; i++) await Promise.resolve();
}

function prediction(figure: number): Prediction {
  return {
    figure,
    kind: "probability",
    classes: [],
    interval: null,
    isPositive: figure > 0.5,
    riskLevel: "Modéré",
    label: "1",
    version: "1",
    madeBy: "service",
    elapsedMs: 1,
  };
}

Deno.test("change() predicts nothing before the first prediction, and follows after it", async () => {
  const { session, asked, pass } = testSession();
  session.change({ Age: 40 });
  await pass();
  equal(asked.length, 0);
  session.predict();
  await pass();
  asked[0]?.answer.resolve(prediction(0.4));
  await settle();
  equal(session.prediction.value?.figure, 0.4);
  session.change({ Age: 41 });
  await pass();
  deepEqual(asked.map(({ values }) => values["Age"]), [40, 41]);
});

Deno.test("change() aborts the question before, whose answer is not shown", async () => {
  const { session, asked, pass } = testSession();
  session.predict();
  await pass();
  session.change({ Age: 60 });
  await pass();
  equal(asked[0]?.signal.aborted, true);
  asked[1]?.answer.resolve(prediction(0.6));
  asked[0]?.answer.resolve(prediction(0.1));
  await settle();
  equal(session.prediction.value?.figure, 0.6);
});

Deno.test("predict() tries a service that is down again, ever later, and then gives up", async () => {
  const { session, asked, delays, pass } = testSession();
  session.predict();
  for (let i = 0; i < 8; i++) {
    await pass();
    asked.at(-1)?.answer.reject(new RequestFailure("unreachable"));
    await settle();
  }
  equal(session.failure.value?.reason, "unreachable");
  equal(session.hasGivenUp.value, true);
  deepEqual(delays, [0, 1000, 2000, 4000, 8000, 15_000, 30_000, 30_000]);
});

Deno.test("predict() does not repeat what the service refuses", async () => {
  const { session, asked, delays, pass } = testSession();
  session.predict();
  await pass();
  asked[0]?.answer.reject(new RequestFailure("invalid", { detail: "Age must be a number" }));
  await settle();
  equal(session.failure.value?.detail, "Age must be a number");
  equal(session.hasGivenUp.value, false);
  deepEqual(delays, [0]);
});

Deno.test("recover() asks at once when the service is back, and the failure goes", async () => {
  const { session, asked, pass } = testSession();
  session.predict();
  await pass();
  asked[0]?.answer.reject(new RequestFailure("unavailable"));
  await settle();
  session.recover();
  await pass();
  asked[1]?.answer.resolve(prediction(0.2));
  await settle();
  equal(session.failure.value, null);
  equal(session.prediction.value?.figure, 0.2);
});

Deno.test("a prediction is followed by its reasons and the curve of the chosen feature", async () => {
  const { session, asked, pass } = testSession();
  session.explore("BMI");
  session.predict();
  await pass();
  asked[0]?.answer.resolve(prediction(0.4));
  await settle();
  await pass();
  await settle();
  equal(session.whatIf.value?.feature.name, "BMI");
  deepEqual(session.explanation.value, {
    space: "probability",
    base: 0.3,
    contributions: [],
    nearestChange: null,
    values: session.values.value,
  });
});

Deno.test("reasons that a busy service does not give are asked for again", async () => {
  const { session, asked, delays, pass } = testSession({ failures: 1 });
  session.explore("BMI");
  session.predict();
  await pass();
  asked[0]?.answer.resolve(prediction(0.4));
  await settle();
  await pass();
  await settle();
  equal(session.explanation.value, null);
  equal(delays.at(-1), 1000);
  await pass();
  await settle();
  deepEqual(session.explanation.value, {
    space: "probability",
    base: 0.3,
    contributions: [],
    nearestChange: null,
    values: session.values.value,
  });
  equal(session.whatIf.value?.figures[0], 0.5);
});

Deno.test("values that have no answer leave the result and its reasons to those before", async () => {
  const { session, asked, pass } = testSession();
  const before = session.values.value;
  session.predict();
  await pass();
  asked[0]?.answer.resolve(prediction(0.4));
  await settle();
  await pass();
  await settle();
  session.change({ Glucose: 1e300 });
  await pass();
  equal(session.isStale.value, false);
  asked[1]?.answer.reject(new RequestFailure("invalid"));
  await settle();
  equal(session.isStale.value, true);
  equal(session.prediction.value?.figure, 0.4);
  const explanation = session.explanation.value;
  if (explanation === null || explanation === "unavailable") throw new Error("not explained");
  deepEqual(explanation.values, before);
  session.change({ Glucose: 130 });
  await pass();
  asked[2]?.answer.resolve(prediction(0.5));
  await settle();
  equal(session.isStale.value, false);
});

Deno.test("keepValues() keeps what the cases share, whatever a column is called", () => {
  const wanted = Object.fromEntries([["constructor", 1], ["__proto__", 2], ["Age", 3], ["BMI", 4]]);
  deepEqual(Object.entries(keepValues({ Age: 50, gone: 7, BMI: null }, wanted)), [
    ["constructor", 1],
    ["__proto__", 2],
    ["Age", 50],
    ["BMI", null],
  ]);
});

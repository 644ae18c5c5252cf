// deno-lint-ignore-file no-console -- figures for whoever runs it
/**
 * The Knative Service from no pod to several and back under load, with Knative's activator in the path
 * of every request and out of it, and its first answer beside that of a service that does nothing.
 *
 * Run: deno task e2e:from-zero
 */
import { delay } from "@std/async";
import { median } from "@mlops/statistics";
import { SAMPLE_PATIENT } from "@mlops/tasks/diabetes";
import { deepEqual, equal, match, ok } from "node:assert/strict";
import { HelloService } from "./hello_service.ts";
import {
  askIngress,
  countPods,
  predictAddress,
  servingModes,
  untilZero,
  withAutoscaling,
} from "./knative_service.ts";
import type { Summary } from "../summary.ts";
import { runClosedLoop } from "./closed_loop.ts";

/** Clients of the closed loop, many times a pod's target, so that several pods are wanted. */
const CLIENTS = 50;

/** Length of the load: the panic window reacts within seconds. */
const SECONDS = 30;

/**
 * The shortest window that Knative allows is 6 s; the overlay's is longer. A pod answers so fast that
 * most of the clients' time passes outside of it: only a small target wants several pods on any machine.
 */
const QUICK = {
  target: "1",
  window: "10s",
  "scale-down-delay": "0s",
  "scale-to-zero-pod-retention-period": "0s",
};

/** The workshop's patient, and what the reference model says. */
const PATIENT = JSON.stringify(SAMPLE_PATIENT);
const PROBABILITY = 0.7698901075776077;

interface Watched extends Summary {
  readonly mostReady: number;
  readonly modes: readonly string[];
}

async function loadAndWatch(): Promise<Watched> {
  let isOver = false;
  const load = runClosedLoop(await predictAddress(), { clients: CLIENTS, seconds: SECONDS })
    .finally(() => isOver = true);
  let mostReady = 0;
  const modes = new Set<string>();
  while (!isOver) {
    const { ready } = await countPods("predict");
    if (ready > 1) { for (const mode of await servingModes()) modes.add(mode); }
    mostReady = Math.max(mostReady, ready);
    await delay(500);
  }
  return { ...await load, mostReady, modes: [...modes].toSorted() };
}

for (
  const { title, capacity, mode } of [
    { title: "in the path", capacity: "-1", mode: "Proxy" },
    { title: "out of the path", capacity: "0", mode: "Serve" },
  ]
) {
  Deno.test(`predict scales from zero to several and back, the activator ${title}`, async () => {
    await withAutoscaling({ ...QUICK, "target-burst-capacity": capacity }, async () => {
      await untilZero("predict");
      const { requests, failed, wrong, failures, latencyMs, mostReady, modes } =
        await loadAndWatch();
      const backMs = await untilZero("predict");
      console.log(
        `  activator ${title}: ${requests} requests, ${failed} failed, p95 ${
          latencyMs.p95.toFixed(0)
        } ms, ` +
          `up to ${mostReady} ready pods, back to none after ${(backMs / 1_000).toFixed(0)} s`,
      );
      deepEqual(failures, {});
      deepEqual({ failed, wrong }, { failed: 0, wrong: 0 });
      ok(requests > 1_000, `only ${requests} requests were sent`);
      ok(mostReady >= 3, `there were never more than ${mostReady} ready pods`);
      ok(modes.includes(mode), `the activator was never ${title}: ${modes}`);
      if (mode === "Proxy") deepEqual(modes, ["Proxy"]);
    });
  });
}

/** Rounds of which the median counts. */
const ROUNDS = 3;

/** C3: how much longer than a service that does nothing, in ms. */
const FLOOR_MS = 400;

Deno.test("predict answers from zero within 0.4 s of a service that does nothing", async () => {
  await using hello = await HelloService.start();
  const address = await predictAddress();
  const hellos: number[] = [];
  const predictions: number[] = [];
  await withAutoscaling(QUICK, async () => {
    for (let round = 0; round < ROUNDS; round++) {
      await Promise.all([hello.untilZero(), untilZero("predict")]);
      const greeting = await askIngress(address.url, { host: hello.host });
      match(greeting.text, /^hello 1 from hello-kn-/);
      hellos.push(greeting.elapsedMs);
      const answer = await askIngress(`${address.url}/predict`, {
        host: address.host,
        body: PATIENT,
      });
      equal(answer.status, 200, answer.text);
      equal(JSON.parse(answer.text)["probability"], PROBABILITY);
      predictions.push(answer.elapsedMs);
    }
  });
  const difference = median(predictions) - median(hellos);
  console.log(
    `  C3, first answer from zero: hello ${list(hellos)}, predict ${list(predictions)}; ` +
      `medians differ by ${difference.toFixed(0)} ms (floor ${FLOOR_MS} ms, stretch 100 ms)`,
  );
  ok(difference <= FLOOR_MS, `the medians differ by ${difference.toFixed(0)} ms`);
});

function list(values: readonly number[]): string {
  return `${values.map((value) => value.toFixed(0)).join(", ")} ms`;
}

import { deepEqual, equal, match, ok } from "node:assert/strict";
import { FEATURES } from "@mlops/tasks/diabetes";
import { publishModel, publishVersion } from "../testing/published_model.ts";
import { type HostileGraph, hostileGraph, hostileVersion } from "../testing/hostile_models.ts";
import { smallDiabetesModel } from "../testing/small_models.ts";
import { startPredict } from "@mlops/testing/predict_process";
import { until } from "@mlops/testing/until";

const PATIENT = Object.fromEntries(FEATURES.map(({ name }) => [name, 1]));

async function hostile(name: HostileGraph) {
  return hostileVersion(await hostileGraph(name));
}

/** Time that a graph has to be opened and tried, in ms. */
const LOAD_MS = 10_000;

interface Readiness {
  readonly refused?: readonly { version: string; role: string; reason: string; detail: string }[];
}

async function readiness(url: string): Promise<Readiness> {
  return await (await fetch(`${url}/readyz`)).json();
}

async function predict(url: string): Promise<{ status: number; version: string | null }> {
  const response = await fetch(`${url}/predict`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(PATIENT),
  });
  await response.body?.cancel();
  return { status: response.status, version: response.headers.get("x-model-version") };
}

/** Asks again and again until it is told to stop; returns the answers' statuses, and the 99th of 100 times. */
function watch(url: string): () => Promise<{ statuses: Set<number>; p99Ms: number }> {
  const times: number[] = [];
  const statuses = new Set<number>();
  let isOver = false;
  const watching = (async () => {
    while (!isOver) {
      const startedMs = performance.now();
      const live = await fetch(`${url}/livez`);
      await live.body?.cancel();
      times.push(performance.now() - startedMs);
      statuses.add(live.status).add((await predict(url)).status);
    }
  })();
  return async () => {
    isOver = true;
    await watching;
    const sorted = times.toSorted((a, b) => a - b);
    return { statuses, p99Ms: sorted[Math.floor(0.99 * sorted.length)]! };
  };
}

Deno.test("endless graphs as challenger and shadow are refused, and nobody else waits for them", async () => {
  await using registry = await publishModel(smallDiabetesModel());
  const { trackingUri } = registry;
  await publishVersion(trackingUri, await hostile("endless"), "shadow");
  await publishVersion(trackingUri, await hostile("large"), "challenger");
  await using service = startPredict(trackingUri);
  await until("a prediction", async () => (await predict(service.url)).status === 200);
  const stop = watch(service.url);
  await until(
    "two refusals",
    async () => (await readiness(service.url)).refused?.length === 2,
  );
  const { statuses, p99Ms } = await stop();
  deepEqual([...statuses], [200]);
  // Who waits for the endless one waits as long as it may last; a crowded machine holds up less.
  ok(p99Ms < LOAD_MS / 2, `${p99Ms} ms`);
  const refused = (await readiness(service.url)).refused!;
  deepEqual(refused.map(({ role, reason }) => [role, reason]).toSorted(), [
    ["challenger", "model_file"],
    ["shadow", "model_file"],
  ]);
  match(
    refused.find(({ role }) => role === "shadow")!.detail,
    new RegExp(`within ${LOAD_MS} ms: did not`),
  );
});

Deno.test("a champion that breaks its bounds twice gives way to the one before", async () => {
  await using registry = await publishModel(smallDiabetesModel());
  const { trackingUri } = registry;
  await using service = startPredict(trackingUri);
  const { url } = service;
  await until("the first version", async () => (await predict(url)).version === "1");
  const bad = await publishVersion(trackingUri, await hostile("endless_if_told"), "champion");
  const features = FEATURES.slice(0, 2).map(({ name }) => name);
  const ask = async (told: number) => {
    const body = JSON.stringify({ [features[0]!]: told, [features[1]!]: 0 });
    const headers = { "content-type": "application/json" };
    const response = await fetch(`${url}/predict`, { method: "POST", headers, body });
    return { status: response.status, text: await response.text() };
  };
  await until("the version that is endless", async () => (await ask(1)).status === 200);
  const first = await ask(2e6);
  equal(first.status, 503);
  match(first.text, /must score a batch within 5000 ms: did not/);
  equal((await ask(1)).status, 200);
  equal((await ask(2e6)).status, 503);
  await until("the version before", async () => (await predict(url)).version === "1");
  await until("its refusal", async () => (await readiness(url)).refused?.length === 1);
  const [refused] = (await readiness(url)).refused!;
  deepEqual([refused?.version, refused?.role, refused?.reason], [bad, "champion", "bounds"]);
  const levels = service.log.filter(({ level }) => level === "error");
  deepEqual(levels, []);
});

import { delay } from "@std/async";
import { MlflowClient } from "@mlops/mlflow";
import { type Drill, Faults } from "./drill.ts";
import { startPredict } from "@mlops/testing/predict_process";
import { moveChampion, publishModel } from "@mlops/testing/publish_model";
import { trainModel } from "@mlops/testing/trained_model";
import { TroubledRegistry } from "./troubled_registry.ts";
import { until, untilReady } from "@mlops/testing/until";

/** Most time from the registry's return to the first prediction, in ms. */
const LIMIT_MS = 5_000;

/**
 * Starts the service while its registry is down, and then the registry: R6.
 *
 * @param options `downMs` is how long the registry stays down; `isAlone`, whether nothing else runs on this
 * machine, so that times can be held to.
 * @returns What was seen.
 */
export async function registryDownAtStartDrill(
  { downMs, isAlone }: { downMs: number; isAlone: boolean },
): Promise<Drill> {
  await using registry = await TroubledRegistry.create();
  await registry.behave("none");
  const client = new MlflowClient({ trackingUri: new URL(registry.url) });
  await moveChampion(client, await publishModel(client, trainModel(1)));
  await registry.behave("down");

  await using service = startPredict(registry.url, { env: { MODEL_POLL_SECONDS: "2" } });
  await until("/livez", async () => await statusOf(`${service.url}/livez`) === 200);
  const told = () => service.log.filter(({ message }) => message === "registry cannot be read");
  await until("a line of the log", () => told().length > 0);
  const faults = new Faults();
  const began = performance.now();
  let asked = 0;
  let detail = "";
  while (asked === 0 || performance.now() - began < downMs) {
    faults.unless(await statusOf(`${service.url}/livez`) === 200, "/livez failed");
    const response = await fetch(`${service.url}/readyz`);
    detail = (await response.json()).detail;
    faults.unless(response.status === 503, `/readyz answered ${response.status}`);
    faults.unless(/registry/.test(detail), `/readyz does not say why: ${detail}`);
    asked++;
    await delay(100);
  }
  faults.unless(told().length === 1, `it was logged ${told().length} times`);

  await registry.behave("none");
  const recoveredMs = await untilReady(service.url);
  faults.unless(
    !isAlone || recoveredMs <= LIMIT_MS,
    `it took ${Math.round(recoveredMs)} ms to recover`,
  );
  return {
    id: "R6",
    what: `MLflow down at the start and for ${downMs / 1000} s more`,
    figures: `/livez 200 and /readyz 503 all ${asked} times, "${detail}"; ready ` +
      `${Math.round(recoveredMs)} ms after MLflow is back`,
    faults: faults.list,
  };
}

async function statusOf(url: string): Promise<number> {
  const response = await fetch(url);
  await response.body?.cancel();
  return response.status;
}

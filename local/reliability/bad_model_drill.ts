import { MlflowClient } from "@mlops/mlflow";
import { badModels } from "./bad_models.ts";
import { ClosedLoad } from "./closed_load.ts";
import { type Drill, Faults } from "./drill.ts";
import { startPredict } from "@mlops/testing/predict_process";
import { moveChampion, publishModel } from "@mlops/testing/publish_model";
import { refusalsOf } from "./refusals.ts";
import { residentMib } from "./resident_memory.ts";
import { trainModel } from "@mlops/testing/trained_model";
import { until, untilReady } from "@mlops/testing/until";

/** Most memory beyond what it had, in MiB. */
const MEMORY_LIMIT_MIB = 64;

const POLL_SECONDS = 0.1;

/** Most time to refuse a version, in ms: 1 s, and one poll with its jitter. */
const REFUSAL_LIMIT_MS = 1_000 + 1.25 * POLL_SECONDS * 1_000;

/**
 * Moves the alias to one bad version after the other while the service is asked: R8.
 *
 * @param options `registry` is the address of a tracking server, `rounds` how often it is done; `isAlone`,
 * whether nothing else runs on this machine, so that times can be held to.
 * @returns What was seen.
 */
export async function badModelDrill(
  { registry, rounds, isAlone }: { registry: string; rounds: number; isAlone: boolean },
): Promise<Drill> {
  const client = new MlflowClient({ trackingUri: new URL(registry) });
  const model = trainModel(1);
  const version = await publishModel(client, model);
  await moveChampion(client, version);
  await using service = startPredict(registry, { env: { MODEL_POLL_SECONDS: `${POLL_SECONDS}` } });
  await untilReady(service.url);

  const faults = new Faults();
  const load = new ClosedLoad(service.url, {
    connections: 2,
    expected: new Map([[version, model.probability]]),
  });
  // What answering alone takes is not the bad versions' doing.
  await until("warm-up", () => load.answered > 3_000);
  const beforeMib = await residentMib(service.pid);
  let peakMib = beforeMib;
  let slowestMs = 0;
  const bad = badModels(model);
  for (let round = 0; round < rounds; round++) {
    for (const { what, reason, model: wrong, damage } of bad) {
      const published = await publishModel(client, wrong, damage === undefined ? {} : { damage });
      await moveChampion(client, published);
      const tookMs = await until(`the refusal of ${what}`, async () => {
        const [first] = await refusalsOf(service.url);
        if (first?.version !== published) return false;
        faults.unless(first.reason === reason, `${what}: ${first.reason}, ${first.detail}`);
        return true;
      });
      slowestMs = Math.max(slowestMs, tookMs);
      peakMib = Math.max(peakMib, await residentMib(service.pid));
    }
  }
  await moveChampion(client, version);
  await until("the good version", async () => (await refusalsOf(service.url)).length === 0);
  const report = await load.stop();
  const grownMib = Math.max(0, peakMib - beforeMib);
  const lines = service.log.filter(({ message }) => message === "model refused").length;

  faults.unless(report.failed === 0, `${report.failed} failed: ${report.failures}`);
  faults.unless(report.wrong === 0, `${report.wrong} were answered by a bad version`);
  faults.unless(lines === rounds * bad.length, `${lines} refusals were logged`);
  faults.unless(grownMib <= MEMORY_LIMIT_MIB, `its memory grew by ${Math.round(grownMib)} MiB`);
  faults.unless(
    !isAlone || slowestMs <= REFUSAL_LIMIT_MS,
    `a refusal took ${Math.round(slowestMs)} ms`,
  );
  return {
    id: "R8",
    what: `alias moved to ${rounds * bad.length} bad versions of ${bad.length} kinds under load`,
    figures: `all refused, each within ${Math.round(slowestMs)} ms and logged once; ` +
      `${report.answered} answers of the old version, ${report.failed} failed; memory grew by ` +
      `${Math.round(grownMib)} MiB`,
    faults: faults.list,
  };
}

import { percent, type Result } from "./result.ts";
import { residentMib } from "../reliability/resident_memory.ts";
import { firstAnswer, startPredictBundle, startReferenceService } from "./service_process.ts";
import { saturate } from "./throughput.ts";

const PREDICTIONS = 1_000_000;

/** The reference answers some 70 requests a second: a million would take four hours. */
const REFERENCE_SECONDS = 10;

/**
 * Measures the resident memory after a million predictions: P6. The reference has far fewer behind it.
 *
 * @param registry Address of a tracking server with our champion.
 * @param reference Address of a real MLflow with the reference's champion, or `null` to measure without.
 * @returns The line of the table.
 */
export async function measureMemory(registry: string, reference: string | null): Promise<Result[]> {
  await using ours = startPredictBundle(registry);
  await firstAnswer(ours);
  for (let done = 0; done < PREDICTIONS;) done += (await saturate(ours.url, 10)).requests;
  const mebibytes = await residentMib(ours.pid);
  let python = NaN;
  if (reference !== null) {
    await using service = startReferenceService(reference);
    await firstAnswer(service);
    await saturate(service.url, REFERENCE_SECONDS);
    python = await residentMib(service.pid);
  }
  return [{
    id: "P6",
    what: "memory after 1 000 000 predictions",
    ours: `${Math.round(mebibytes)} MiB`,
    reference: reference === null ? "" : `FastAPI ${Math.round(python)} MiB`,
    ratio: reference === null ? "" : percent(mebibytes / python),
    floor: "33 %",
    isMet: reference === null ? null : mebibytes <= python / 3,
  }];
}

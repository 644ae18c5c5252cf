import { CHAMPION } from "@mlops/task";
import { REFERENCE_TASK } from "@mlops/tasks";
import { MlflowClient } from "@mlops/mlflow";
import { duration, type Result } from "./result.ts";
import { firstAnswer, SAMPLE, startPredictBundle } from "./service_process.ts";

const MOVES = 20;
const POLL_SECONDS = 0.25;

/** Floor of C2, in s: 1.25 times the poll, and half a second. */
const FLOOR_SECONDS = 1.25 * POLL_SECONDS + 0.5;

/**
 * Measures the time from an alias that is moved to the first answer of the new version, under
 * requests without a pause: C2.
 *
 * @param registry Address of a tracking server with our champion.
 * @returns The line of the table.
 */
export async function measureFollowing(registry: string): Promise<Result[]> {
  const client = new MlflowClient({ trackingUri: new URL(registry) });
  const name = REFERENCE_TASK.model;
  const versions = (await client.registry.searchModelVersions({ filter: `name='${name}'` })).items
    .map(({ version }) => version).slice(0, 2);
  await using service = startPredictBundle(registry, { MODEL_POLL_SECONDS: `${POLL_SECONDS}` });
  await firstAnswer(service);
  let failed = 0;
  const samples: number[] = [];
  for (let move = 0; move < MOVES; move++) {
    const version = versions[move % 2]!;
    await client.registry.setRegisteredModelAlias({ name, alias: CHAMPION, version });
    const moved = performance.now();
    for (let answering = ""; answering !== version;) {
      const response = await fetch(`${service.url}/predict`, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: SAMPLE.patient,
      });
      await response.body?.cancel();
      if (!response.ok) failed++;
      answering = response.headers.get("x-model-version") ?? "";
    }
    samples.push((performance.now() - moved) / 1000);
  }
  const p95 = samples.toSorted((a, b) => a - b)[Math.ceil(0.95 * MOVES) - 1]!;
  return [{
    id: "C2",
    what: `alias moved to first answer, p95, MODEL_POLL_SECONDS=${POLL_SECONDS}`,
    ours: `${duration(p95)}, ${failed} failed`,
    reference: "",
    ratio: "",
    floor: `${duration(FLOOR_SECONDS)}, 0 failed`,
    isMet: p95 <= FLOOR_SECONDS && failed === 0,
  }];
}

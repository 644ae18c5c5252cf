import { delay } from "@std/async";
import { REFERENCE_TASK } from "@mlops/tasks";
import { TestedPostgres } from "@mlops/testing/tested_postgres";
import { type Drill, Faults } from "./drill.ts";
import { accountLog, describeAccount, isExact, readMetrics, sumMetric } from "./log_account.ts";
import { startPredict } from "@mlops/testing/predict_process";
import { residentMib } from "./resident_memory.ts";
import { until, untilReady } from "@mlops/testing/until";

/** Most that the memory may grow, in MiB a minute. */
const SLOPE_LIMIT = 1;

/** Requests a second: what the generator, in one thread of its own, sends without falling behind. */
const PER_SECOND = 2_000;

/**
 * Asks at a steady rate with every prediction logged, and watches the memory: R10.
 *
 * @param options `registry` is the address of a tracking server with a champion; `warmUpSeconds` and
 * `seconds` are how long.
 * @returns What was seen.
 */
export async function logSoakDrill(
  { registry, warmUpSeconds, seconds }: {
    registry: string;
    warmUpSeconds: number;
    seconds: number;
  },
): Promise<Drill> {
  await using database = await TestedPostgres.start();
  await using service = startPredict(registry, { env: { DATABASE_URL: database.url.href } });
  await untilReady(service.url);
  const nFailedWarming = await askSteadily(service.url, warmUpSeconds);
  const samples: [minute: number, mib: number][] = [];
  const began = performance.now();
  const sampler = setInterval(async () => {
    samples.push([(performance.now() - began) / 60_000, await residentMib(service.pid)]);
  }, 1_000);
  const failed = nFailedWarming + await askSteadily(service.url, seconds);
  clearInterval(sampler);
  await until("an empty queue", async () => {
    return sumMetric(await readMetrics(service.url), "predict_log_rows_queued") === 0;
  });
  const account = await accountLog(database, await readMetrics(service.url));
  const slope = slopeOf(samples);

  const faults = new Faults();
  faults.unless(failed === 0, `${failed} requests failed`);
  faults.unless(isExact(account) && account.dropped === 0, "rows are not all in the log");
  faults.unless(slope <= SLOPE_LIMIT, `its memory grows by ${slope.toFixed(2)} MiB a minute`);
  return {
    id: "R10",
    what: `${PER_SECOND} predictions a second for ${seconds} s, all logged`,
    figures: `${describeAccount(account)}; ${failed} failed; memory slope ` +
      `${slope.toFixed(2)} MiB a minute`,
    faults: faults.list,
  };
}

/** Asks at the steady rate, and returns how many requests failed. */
async function askSteadily(url: string, seconds: number): Promise<number> {
  const init = {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(REFERENCE_TASK.sample.row),
  };
  const open = new Set<Promise<void>>();
  let nFailed = 0;
  const ask = async () => {
    const response = await fetch(`${url}/predict`, init).catch(() => null);
    await response?.arrayBuffer();
    if (response?.status !== 200) nFailed++;
  };
  const began = performance.now();
  let nSent = 0;
  for (let elapsed = 0; elapsed < seconds; elapsed = (performance.now() - began) / 1_000) {
    for (; nSent < elapsed * PER_SECOND; nSent++) {
      const asked: Promise<void> = ask().finally(() => open.delete(asked));
      open.add(asked);
    }
    await delay(5);
  }
  await Promise.all(open);
  return nFailed;
}

/** Slope of the line with the least squares. */
function slopeOf(samples: readonly (readonly [number, number])[]): number {
  const mean = (index: 0 | 1) => samples.reduce((sum, s) => sum + s[index], 0) / samples.length;
  const [x, y] = [mean(0), mean(1)];
  const covariance = samples.reduce((sum, [a, b]) => sum + (a - x) * (b - y), 0);
  return covariance / samples.reduce((sum, [a]) => sum + (a - x) ** 2, 0);
}

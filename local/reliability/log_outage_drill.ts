import { delay } from "@std/async";
import { TestedPostgres } from "@mlops/testing/tested_postgres";
import { ClosedLoad } from "./closed_load.ts";
import { type Drill, Faults } from "./drill.ts";
import { accountLog, describeAccount, isExact, readMetrics, sumMetric } from "./log_account.ts";
import { startPredict } from "@mlops/testing/predict_process";
import { residentMib } from "./resident_memory.ts";
import { until, untilReady } from "@mlops/testing/until";

/** What happens to Postgres, and for how long. */
export interface LogOutageOptions {
  /** Address of a tracking server with a champion. */
  readonly registry: string;
  /** Stopped and started again, or frozen where it is. */
  readonly outage: "stopped" | "frozen";
  /** How long, in ms. */
  readonly outageMs: number;
}

/** Most memory that rows which wait may take, in MiB: the queue holds 50 000. */
const MEMORY_LIMIT_MIB = 128;

/** How long the load runs before and after, in ms. */
const AROUND_MS = 3_000;

/**
 * Takes Postgres away under load and gives it back: R4, R5 and R12.
 *
 * @param options What happens, and for how long.
 * @returns What was seen.
 */
export async function logOutageDrill(options: LogOutageOptions): Promise<Drill> {
  const { registry, outage, outageMs } = options;
  await using database = await TestedPostgres.start();
  await using service = startPredict(registry, { env: { DATABASE_URL: database.url.href } });
  await untilReady(service.url);
  const load = new ClosedLoad(service.url);
  await delay(AROUND_MS);
  const beforeMib = await residentMib(service.pid);
  if (outage === "stopped") await database.stop();
  else await database.freeze();
  let peakMib = beforeMib;
  for (const began = performance.now(); performance.now() - began < outageMs;) {
    await delay(250);
    peakMib = Math.max(peakMib, await residentMib(service.pid));
  }
  if (outage === "stopped") await database.restart();
  else database.thaw();
  await delay(AROUND_MS);
  const report = await load.stop();
  await until("an empty queue", async () => {
    return sumMetric(await readMetrics(service.url), "predict_log_rows_queued") === 0;
  });
  const account = await accountLog(database, await readMetrics(service.url));
  const grownMib = Math.max(0, peakMib - beforeMib);

  const faults = new Faults();
  faults.unless(report.failed === 0, `${report.failed} predictions failed: ${report.failures}`);
  faults.unless(isExact(account), "rows are not accounted for");
  faults.unless(account.duplicates === 0, "rows came twice");
  faults.unless(account.answered >= report.answered, "answers are not counted");
  faults.unless(grownMib <= MEMORY_LIMIT_MIB, `its memory grew by ${Math.round(grownMib)} MiB`);
  return {
    id: outage === "stopped" ? "R4" : "R5",
    what: `Postgres ${outage} for ${outageMs / 1000} s under load`,
    figures: `${describeAccount(account)}; ${report.failed} predictions failed; slowest ` +
      `${Math.round(report.slowestMs)} ms; memory grew by ${Math.round(grownMib)} MiB`,
    faults: faults.list,
  };
}

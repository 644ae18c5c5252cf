import { median } from "@mlops/statistics";
import { REFERENCE_TASK } from "@mlops/tasks";
import postgres from "postgres";
import { readConfig } from "../../functions/predict/config.ts";
import { uuidV7 } from "../../functions/predict/http/request_id.ts";
import { RecordedLoad } from "../../functions/predict/testing/recorded_load.ts";
import { TestedPostgres } from "@mlops/testing/tested_postgres";
import {
  accountLog,
  describeAccount,
  isExact,
  readMetrics,
  sumMetric,
} from "../reliability/log_account.ts";
import { until } from "@mlops/testing/until";
import { percent, type Result, times } from "./result.ts";
import { alternate, takeTurns } from "./rounds.ts";
import { firstAnswer, startPredictBundle } from "./service_process.ts";
import { answersPerSecond, CONNECTIONS, saturate } from "./throughput.ts";

/** Rows of one measurement through the log. */
const BATCHED_ROWS = 100_000;

/** Rows of one measurement by awaited inserts. */
const AWAITED_ROWS = 2_000;

/**
 * As many requests in progress as the service takes at once by default. With fewer the processors are
 * idle for a part of the time (a quarter with 16, on two): whenever Postgres has the one on which the
 * generator runs, the service soon has nothing left to do.
 */
const MANY_CONNECTIONS = readConfig(() => undefined).maxConcurrency;

/** Rounds of L2: Postgres tidies up in one or two of them, which takes half a second of a processor. */
const ROUNDS = 5;

/** Length of a round, in s. */
const SECONDS = 3;

/** An id as the service makes it: the key's index takes those in order sooner than random ones. */
const newId = () => uuidV7(Date.now());

/**
 * Measures the prediction log: L1, rows a second beside one awaited insert for each, and L2, what
 * logging every prediction costs the service, with Postgres and the load on the same cores.
 *
 * @param registry Address of a tracking server with our champion.
 * @returns Both lines of the table.
 */
export async function measureLog(registry: string): Promise<Result[]> {
  await using database = await TestedPostgres.start();
  return [await measureRows(database), await measureRequests(database, registry)];
}

async function measureRows(database: TestedPostgres): Promise<Result> {
  const { batched, awaited } = await alternate({
    batched: () => batchedRowsPerSecond(database),
    awaited: () => awaitedRowsPerSecond(database),
  });
  const ratio = batched / awaited;
  return {
    id: "L1",
    what: "prediction log, rows a second",
    ours: `${Math.round(batched)}`,
    reference: `awaited one by one ${Math.round(awaited)}`,
    ratio: times(ratio),
    floor: "20x",
    isMet: ratio >= 20,
  };
}

async function batchedRowsPerSecond(database: TestedPostgres): Promise<number> {
  const load = await RecordedLoad.begin(database, { capacity: BATCHED_ROWS });
  const ids = Array.from({ length: BATCHED_ROWS }, newId);
  const began = performance.now();
  for (const id of ids) load.record(id);
  await load.log.close(60_000);
  const seconds = (performance.now() - began) / 1_000;
  const { inLog } = await load.account();
  if (inLog !== BATCHED_ROWS) {
    throw new Error(
      `Cannot measure the log as all of ${BATCHED_ROWS} rows must be in: ${inLog} are`,
    );
  }
  return BATCHED_ROWS / seconds;
}

async function awaitedRowsPerSecond(database: TestedPostgres): Promise<number> {
  const sql = postgres(database.url.href, { max: 1, onnotice: () => {} });
  const insert = () =>
    sql`insert into predictions (request_id, row_number, predicted_at, source, batch_id, model_name,
          model_version, model_alias, engine, features, probability, label, latency_ms, instance)
        values (${newId()}, 0, now(), 'champion', ${crypto.randomUUID()}, ${REFERENCE_TASK.model},
          '1', 'champion', 'forest', ${"{6,148,72,35,0,33.6,0.627,50}"}::text::real[], 0.75, '1', 1.5,
          'test')`;
  await insert();
  const began = performance.now();
  for (let row = 0; row < AWAITED_ROWS; row++) await insert();
  const seconds = (performance.now() - began) / 1_000;
  await sql.end();
  return AWAITED_ROWS / seconds;
}

async function measureRequests(database: TestedPostgres, registry: string): Promise<Result> {
  await database.query("truncate predictions");
  await using plain = startPredictBundle(registry);
  await using logging = startPredictBundle(registry, { DATABASE_URL: database.url.href });
  for (const service of [plain, logging]) {
    await firstAnswer(service);
    await saturate(service.url, 2);
  }
  const rate = (url: string, connections: number) => async () => {
    const perSecond = await answersPerSecond(url, SECONDS, { connections });
    const waitedMs = await until("an empty queue", async () => {
      return sumMetric(await readMetrics(url), "predict_log_rows_queued") === 0;
    });
    // Until all are written: else the round that leaves most of that for later would seem the best.
    return perSecond * SECONDS / (SECONDS + waitedMs / 1_000);
  };
  const rounds = await takeTurns({
    plain: rate(plain.url, MANY_CONNECTIONS),
    logging: rate(logging.url, MANY_CONNECTIONS),
    plainWithFew: rate(plain.url, CONNECTIONS),
    loggingWithFew: rate(logging.url, CONNECTIONS),
  }, ROUNDS);
  const account = await accountLog(database, await readMetrics(logging.url));
  if (!isExact(account)) throw new Error(`Cannot trust the log: ${describeAccount(account)}`);
  const { answered, dropped } = account;
  const logged = median(rounds.logging);
  const share = logged / median(rounds.plain);
  const shareWithFew = median(rounds.loggingWithFew) / median(rounds.plainWithFew);
  const [least, most] = [Math.min(...rounds.logging), Math.max(...rounds.logging)].map(Math.round);
  return {
    id: "L2",
    what: `POST /predict with every prediction logged, ${MANY_CONNECTIONS} connections`,
    ours: `${Math.round(logged)} a second (${least} to ${most}), ` +
      `${dropped} of ${answered} rows dropped`,
    reference: `not logged ${Math.round(median(rounds.plain))} a second`,
    ratio: `${percent(share)} (${percent(shareWithFew)} with ${CONNECTIONS})`,
    floor: "60 %, 0 dropped",
    isMet: share >= 0.6 && dropped === 0,
  };
}

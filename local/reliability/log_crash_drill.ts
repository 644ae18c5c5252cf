import { SAMPLE_PATIENT } from "@mlops/diabetes";
import { TestedPostgres } from "../../functions/predict/log/tested_postgres.ts";
import { type Drill, Faults } from "./drill.ts";
import { startPredict } from "./predict_process.ts";
import { until, untilReady } from "./until.ts";

/** Traffic that a crash may cost, in ms. */
const WINDOW_MS = 50;

/** Requests that are answered at the same time. */
const N_CONNECTIONS = 8;

/**
 * Kills the service under load, again and again, and looks which answered requests are not in the
 * log: R3.
 *
 * @param options `registry` is the address of a tracking server with a champion, `rounds` how often.
 * @returns What was seen.
 */
export async function logCrashDrill(
  { registry, rounds }: { registry: string; rounds: number },
): Promise<Drill> {
  await using database = await TestedPostgres.start();
  const windowsMs: number[] = [];
  let nAnswered = 0;
  let nLost = 0;
  for (let round = 0; round < rounds; round++) {
    const { answeredMs, killedMs } = await crash(registry, database.url.href);
    // Whatever reached the server before the crash is committed or gone once it has noticed.
    await until("the end of the service's connections", async () => {
      const [row] = await database.query<{ n: number }>(
        "select count(*)::integer as n from pg_stat_activity where usename = 'predictor'",
      );
      return row?.n === 0;
    });
    const rows = await database.query<{ id: string }>("select request_id as id from predictions");
    const logged = new Set(rows.map(({ id }) => id));
    const lost = [...answeredMs].filter(([id]) => !logged.has(id)).map(([, atMs]) => atMs);
    nAnswered += answeredMs.size;
    nLost += lost.length;
    windowsMs.push(lost.length === 0 ? 0 : killedMs - Math.min(...lost));
  }
  const [twice] = await database.query<{ n: number }>(
    `select count(*)::integer as n from
       (select from predictions group by request_id, row_number having count(*) > 1) t`,
  );
  const longestMs = Math.max(...windowsMs);
  const faults = new Faults();
  faults.unless(longestMs <= WINDOW_MS, `a crash cost the last ${Math.round(longestMs)} ms`);
  faults.unless(twice?.n === 0, `${twice?.n} rows are there twice`);
  faults.unless(nAnswered > 100 * rounds, `there were ${nAnswered} answers only`);
  return {
    id: "R3",
    what: `service killed ${rounds} times under load`,
    figures: `${nLost} of ${nAnswered} answered rows lost, all within the last ` +
      `${Math.round(longestMs)} ms before a crash; ${twice?.n} written twice`,
    faults: faults.list,
  };
}

/** Ids of the answered requests with the time of their answer, and the time of the crash. */
async function crash(
  registry: string,
  databaseUrl: string,
): Promise<{ answeredMs: Map<string, number>; killedMs: number }> {
  await using service = startPredict(registry, { env: { DATABASE_URL: databaseUrl } });
  await untilReady(service.url);
  const answeredMs = new Map<string, number>();
  let hasEnded = false;
  const loop = async () => {
    while (!hasEnded) {
      const response = await fetch(`${service.url}/predict`, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify(SAMPLE_PATIENT),
      }).catch(() => null);
      if (response?.status !== 200) continue;
      const atMs = performance.now();
      const isWhole = await response.text().then(() => true, () => false);
      if (isWhole) answeredMs.set(response.headers.get("x-request-id") ?? "", atMs);
    }
  };
  const loops = Array.from({ length: N_CONNECTIONS }, loop);
  await new Promise((resolve) => setTimeout(resolve, 1_000 + Math.random() * 500));
  Deno.kill(service.pid, "SIGKILL");
  const killedMs = performance.now();
  hasEnded = true;
  await Promise.all(loops);
  return { answeredMs, killedMs };
}

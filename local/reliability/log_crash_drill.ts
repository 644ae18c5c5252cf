import { delay } from "@std/async";
import { REFERENCE_TASK } from "@mlops/tasks";
import { TestedPostgres } from "@mlops/testing/tested_postgres";
import { type Drill, Faults } from "./drill.ts";
import { startPredict } from "@mlops/testing/predict_process";
import { until, untilReady } from "@mlops/testing/until";

/** Traffic that a crash may cost, in ms. */
const WINDOW_MS = 50;

/** Requests that are answered at the same time where the service is asked for all that it can do. */
const N_CONNECTIONS = 8;

/** How long the service is asked before it is killed, in ms, and by how much more at random. */
const LOAD_MS = 1_000;
const JITTER_MS = 500;

/** How often requests are sent at a given rate, in ms; each time as many as are due. */
const TICK_MS = 2;

/** What some crashes cost. */
interface Losses {
  /** Answers before them. */
  nAnswered: number;
  /** Answers whose rows are not in the log. */
  nLost: number;
  /** Time from the oldest of these answers to the crash, in ms, the longest of all. */
  windowMs: number;
}

/**
 * Kills the service under load, again and again, and looks which answered requests are not in the
 * log: R3. It is asked for half of what it can do, and for all, where rows wait longer as Postgres
 * shares the processors with the load.
 *
 * @param options `registry` is the address of a tracking server with a champion, `rounds` how often
 * at each load.
 * @returns What was seen.
 */
export async function logCrashDrill(
  { registry, rounds }: { registry: string; rounds: number },
): Promise<Drill> {
  await using database = await TestedPostgres.start();
  const whole = await crashes(rounds, { registry, database, perSecond: null });
  const perSecond = Math.round(500 * whole.nAnswered / (rounds * (LOAD_MS + JITTER_MS / 2)));
  const half = await crashes(rounds, { registry, database, perSecond });
  const [twice] = await database.query<{ n: number }>(
    `select count(*)::integer as n from
       (select from predictions group by request_id, row_number having count(*) > 1) t`,
  );
  const faults = new Faults();
  for (const [load, { windowMs }] of [["half load", half], ["saturation", whole]] as const) {
    const fault = `a crash at ${load} cost the last ${Math.round(windowMs)} ms`;
    faults.unless(windowMs <= WINDOW_MS, fault);
  }
  faults.unless(twice?.n === 0, `${twice?.n} rows are there twice`);
  faults.unless(half.nAnswered > 100 * rounds, `there were ${half.nAnswered} answers only`);
  return {
    id: "R3",
    what: `service killed ${rounds} times at half load and ${rounds} times at saturation`,
    figures: `at ${perSecond} a second ${describe(half)}; at saturation ${describe(whole)}; ` +
      `${twice?.n} written twice`,
    faults: faults.list,
  };
}

function describe({ nLost, nAnswered, windowMs }: Losses): string {
  return `${nLost} of ${nAnswered} answered rows lost, all within the last ` +
    `${Math.round(windowMs)} ms before a crash`;
}

/** How a service is loaded; `perSecond` is `null` for as much as it answers. */
interface CrashOptions {
  readonly registry: string;
  readonly database: TestedPostgres;
  readonly perSecond: number | null;
}

async function crashes(rounds: number, options: CrashOptions): Promise<Losses> {
  const { database } = options;
  const losses: Losses = { nAnswered: 0, nLost: 0, windowMs: 0 };
  for (let round = 0; round < rounds; round++) {
    const { answeredMs, killedMs } = await crash(options);
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
    losses.nAnswered += answeredMs.size;
    losses.nLost += lost.length;
    losses.windowMs = Math.max(losses.windowMs, ...lost.map((atMs) => killedMs - atMs));
  }
  return losses;
}

/** Ids of the answered requests with the time of their answer, and the time of the crash. */
async function crash(
  { registry, database, perSecond }: CrashOptions,
): Promise<{ answeredMs: Map<string, number>; killedMs: number }> {
  await using service = startPredict(registry, { env: { DATABASE_URL: database.url.href } });
  await untilReady(service.url);
  const answeredMs = new Map<string, number>();
  let hasEnded = false;
  const ask = async () => {
    const response = await fetch(`${service.url}/predict`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(REFERENCE_TASK.sample.row),
    }).catch(() => null);
    if (response?.status !== 200) return;
    const atMs = performance.now();
    const isWhole = await response.text().then(() => true, () => false);
    if (isWhole) answeredMs.set(response.headers.get("x-request-id") ?? "", atMs);
  };
  const loop = async () => {
    while (!hasEnded) await ask();
  };
  const steadily = async (rate: number) => {
    const open = new Set<Promise<void>>();
    const began = performance.now();
    for (let nSent = 0; !hasEnded;) {
      for (; nSent < (performance.now() - began) / 1_000 * rate; nSent++) {
        const asked: Promise<void> = ask().finally(() => open.delete(asked));
        open.add(asked);
      }
      await delay(TICK_MS);
    }
    await Promise.all(open);
  };
  const loads = perSecond === null
    ? Array.from({ length: N_CONNECTIONS }, loop)
    : [steadily(perSecond)];
  await delay(LOAD_MS + Math.random() * JITTER_MS);
  Deno.kill(service.pid, "SIGKILL");
  const killedMs = performance.now();
  hasEnded = true;
  await Promise.all(loads);
  return { answeredMs, killedMs };
}

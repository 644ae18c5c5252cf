import { REFERENCE_TABLE } from "@mlops/tasks/reference";
import { percent, type Result, times } from "./result.ts";
import { formatKeys, makeKey } from "@mlops/rights";
import { median } from "@mlops/statistics";
import { alternate, takeTurns } from "./rounds.ts";
import {
  firstAnswer,
  startEcho,
  startPredictBundle,
  startReferenceService,
} from "./service_process.ts";

const DATASET = new URL(`../../${REFERENCE_TABLE.path}`, import.meta.url).pathname;
const SCRIPT = new URL("predict.lua", import.meta.url).pathname;

/** Requests in progress at once, as P4 has it. */
export const CONNECTIONS = 16;

/** How a service is loaded. */
export interface LoadOptions {
  /** Requests in progress at once. */
  readonly connections?: number;
  /** API key that the requests carry; by default none. */
  readonly key?: string;
}

/** A load of wrk. */
export interface Load {
  /** Answers a second. */
  readonly perSecond: number;
  /** Requests that were answered. */
  readonly requests: number;
  /** Requests that were not answered, or not with 2xx or 3xx. */
  readonly errors: number;
}

/**
 * Sends patients of the data set to a service as fast as it answers.
 *
 * @param url Address of the service, without a final slash.
 * @param seconds Length in s.
 * @param options Requests in progress at once, and the API key that they carry.
 * @returns What was answered.
 * @throws {Error} If wrk fails.
 */
export async function saturate(
  url: string,
  seconds: number,
  { connections = CONNECTIONS, key = "" }: LoadOptions = {},
): Promise<Load> {
  const { success, stdout, stderr } = await new Deno.Command("wrk", {
    args: ["-t1", `-c${connections}`, `-d${seconds}s`, "-s", SCRIPT, url, "--", DATASET, key],
  }).output();
  const text = new TextDecoder().decode(stdout);
  const [, requests, took, errors] = /requests=(\d+) seconds=([\d.]+) errors=(\d+)/.exec(text) ??
    [];
  if (!success || errors === undefined) {
    throw new Error(`Cannot load the service: ${new TextDecoder().decode(stderr)}${text}`);
  }
  return {
    perSecond: Number(requests) / Number(took),
    requests: Number(requests),
    errors: Number(errors),
  };
}

/** Processes of each service: where the system lays their memory makes them up to a tenth faster. */
const STARTS = 3;

/** Seconds that each process is measured, one at a time in alternation. */
const ROUNDS = 7;

/**
 * Measures answers a second of `POST /predict`: P4, beside the reference and an empty Hono service.
 *
 * @param registry Address of a tracking server with our champion.
 * @param reference Address of a real MLflow with the reference's champion, or `null` to measure without.
 * @returns The line of the table.
 */
export async function measureThroughput(
  registry: string,
  reference: string | null,
): Promise<Result[]> {
  const python = reference === null ? NaN : await referenceRate(reference);
  const starts: { ours: number[]; echo: number[] }[] = [];
  for (let start = 0; start < STARTS; start++) starts.push(await measureStart(registry));
  const ours = median(starts.flatMap((rates) => rates.ours));
  const echo = median(starts.flatMap((rates) => rates.echo));
  const share = ours / echo;
  const ratio = ours / python;
  return [{
    id: "P4",
    what: `POST /predict, ${CONNECTIONS} connections`,
    ours: `${Math.round(ours)} a second`,
    reference: (reference === null ? "" : `FastAPI ${Math.round(python)} a second, `) +
      `empty Hono ${Math.round(echo)} a second`,
    ratio: (reference === null ? "" : `${times(ratio)}, `) + percent(share),
    floor: "500x, 60 %",
    isMet: reference === null ? null : ratio >= 500 && share >= 0.6,
  }];
}

/**
 * Measures what API keys cost `POST /predict`: P9, P4 with them, beside an empty Hono service and the same
 * service where rights are off. The file holds a hundred keys.
 *
 * @param registry Address of a tracking server with our champion.
 * @returns The line of the table.
 */
export async function measureKeyedThroughput(registry: string): Promise<Result[]> {
  const file = await Deno.makeTempFile({ prefix: "keys-", suffix: ".json" });
  const made = await Promise.all(
    Array.from(
      { length: 100 },
      (_, i) => makeKey({ name: `shop-${i}`, rights: ["predict"] }, Date.now()),
    ),
  );
  await Deno.writeTextFile(file, formatKeys(made.map(({ entry }) => entry)));
  const { key } = made.at(-1)!;
  const starts: Record<"keyed" | "open" | "echo", number[]>[] = [];
  for (let start = 0; start < STARTS; start++) {
    await using keyed = startPredictBundle(registry, { API_KEYS_FILE: file });
    await using open = startPredictBundle(registry);
    await using echo = startEcho();
    await firstAnswer(keyed, key);
    await firstAnswer(open);
    for (const { url } of [keyed, open, echo]) await saturate(url, 2, { key });
    starts.push(
      await takeTurns({
        keyed: () => answersPerSecond(keyed.url, 1, { key }),
        open: () => answersPerSecond(open.url, 1),
        echo: () => answersPerSecond(echo.url, 1),
      }, ROUNDS),
    );
  }
  await Deno.remove(file);
  const rateOf = (name: "keyed" | "open" | "echo") =>
    median(starts.flatMap((rates) => rates[name]));
  const [keyed, open, echo] = [rateOf("keyed"), rateOf("open"), rateOf("echo")];
  return [{
    id: "P9",
    what: "P4 with API keys on",
    ours: `${Math.round(keyed)} a second`,
    reference: `off ${Math.round(open)} a second, empty Hono ${Math.round(echo)} a second`,
    ratio: `${percent(keyed / open)}, ${percent(keyed / echo)}`,
    floor: "85 %, 52 %",
    isMet: keyed / open >= 0.85 && keyed / echo >= 0.52,
  }];
}

async function referenceRate(reference: string): Promise<number> {
  await using service = startReferenceService(reference);
  await firstAnswer(service);
  return (await alternate({ python: () => answersPerSecond(service.url, 4) })).python;
}

/** Measures a process of each service. */
async function measureStart(registry: string): Promise<{ ours: number[]; echo: number[] }> {
  await using ours = startPredictBundle(registry);
  await using echo = startEcho();
  await firstAnswer(ours);
  for (const { url } of [ours, echo]) await saturate(url, 2);
  return await takeTurns({
    ours: () => answersPerSecond(ours.url, 1),
    echo: () => answersPerSecond(echo.url, 1),
  }, ROUNDS);
}

/**
 * Measures answers a second of a service that is to answer all requests.
 *
 * @param url Address of the service, without a final slash.
 * @param seconds Length in s.
 * @param options Requests in progress at once, and the API key that they carry.
 * @returns Answers a second.
 * @throws {Error} If wrk or a request fails.
 */
export async function answersPerSecond(
  url: string,
  seconds: number,
  options: LoadOptions = {},
): Promise<number> {
  const { perSecond, errors } = await saturate(url, seconds, options);
  if (errors > 0) throw new Error(`Cannot count answers as ${errors} failed at ${url}`);
  return perSecond;
}

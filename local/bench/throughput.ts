import { type Result, times } from "./result.ts";
import { alternate } from "./rounds.ts";
import {
  firstAnswer,
  startEcho,
  startPredictBundle,
  startReferenceService,
} from "./service_process.ts";

const DATASET = new URL("../../packages/diabetes/data/diabetes.csv", import.meta.url).pathname;
const SCRIPT = new URL("predict.lua", import.meta.url).pathname;

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
 * @param connections Requests in progress at once.
 * @returns What was answered.
 * @throws {Error} If wrk fails.
 */
export async function saturate(url: string, seconds: number, connections = 16): Promise<Load> {
  const { success, stdout, stderr } = await new Deno.Command("wrk", {
    args: ["-t1", `-c${connections}`, `-d${seconds}s`, "-s", SCRIPT, url, "--", DATASET],
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
  await using ours = startPredictBundle(registry);
  await using echo = startEcho();
  await firstAnswer(ours);
  await saturate(ours.url, 2);
  await saturate(echo.url, 2);
  const rate = (url: string, seconds: number) => async () => {
    const { perSecond, errors } = await saturate(url, seconds);
    if (errors > 0) throw new Error(`Cannot count answers as ${errors} failed at ${url}`);
    return perSecond;
  };
  let python = NaN;
  if (reference !== null) {
    await using service = startReferenceService(reference);
    await firstAnswer(service);
    python = (await alternate({ python: rate(service.url, 4) })).python;
  }
  const measured = await alternate({ ours: rate(ours.url, 1), echo: rate(echo.url, 1) }, 15);
  const share = measured.ours / measured.echo;
  const ratio = measured.ours / python;
  return [{
    id: "P4",
    what: "POST /predict, 16 connections",
    ours: `${Math.round(measured.ours)} a second`,
    reference: (reference === null ? "" : `FastAPI ${Math.round(python)} a second, `) +
      `empty Hono ${Math.round(measured.echo)} a second`,
    ratio: (reference === null ? "" : `${times(ratio)}, `) + `${Math.round(100 * share)} %`,
    floor: "500x, 60 %",
    isMet: reference === null ? null : ratio >= 500 && share >= 0.6,
  }];
}

import { duration, type Result } from "./result.ts";
import { median } from "@mlops/statistics";
import { firstAnswer, SAMPLE, startPredictBundle } from "./service_process.ts";
import { saturate } from "./throughput.ts";

const ROUNDS = 3;
const SECONDS = 8;

/** Twice as many as saturate the service, so that nearly none still waits when its next request is due. */
const CONNECTIONS = 32;

/** Part of the requests that must be sent: the connections' first and last ones fall out of the time. */
const MIN_SENT = 0.99;

/** Floor of P5, in s. */
const FLOOR_SECONDS = 0.005;

/**
 * Measures the 99th percentile of the latency at half of the service's own saturation: P5. The
 * generator shares two processors with the service, so that it must take little: with vegeta, which
 * takes more than the service does, the percentile was 7 ms in the same minute as 1 ms with h2load.
 *
 * @param registry Address of a tracking server with our champion.
 * @returns The line of the table.
 * @throws {Error} If h2load fails.
 */
export async function measureLatency(registry: string): Promise<Result[]> {
  await using ours = startPredictBundle(registry);
  await firstAnswer(ours);
  await saturate(ours.url, 2);
  const { perSecond } = await saturate(ours.url, 4);
  const rate = CONNECTIONS * Math.round(perSecond / 2 / CONNECTIONS);
  const rounds: { p99: number; errors: number }[] = [];
  for (let round = 0; round < ROUNDS; round++) rounds.push(await attack(ours.url, rate));
  const p99 = median(rounds.map((round) => round.p99));
  const errors = rounds.reduce((sum, round) => sum + round.errors, 0);
  return [{
    id: "P5",
    what: `p99 of POST /predict at ${rate} requests a second, half of saturation`,
    ours: `${duration(p99)}, ${errors} errors`,
    reference: "",
    ratio: "",
    floor: "5 ms, 0 errors",
    isMet: p99 <= FLOOR_SECONDS && errors === 0,
  }];
}

/**
 * Sends requests at a constant rate with h2load, all of them with the same patient: it takes no other.
 *
 * @param url Address of the service, without a final slash.
 * @param rate Requests a second.
 * @returns The 99th percentile in s, and the requests that were answered with an error or not sent in time.
 * @throws {Error} If h2load fails.
 */
async function attack(url: string, rate: number): Promise<{ p99: number; errors: number }> {
  const folder = await Deno.makeTempDir({ prefix: "h2load-" });
  try {
    const answers = await load(url, { rate, folder });
    const times = Float64Array.from(answers, ([, , micros]) => Number(micros) / 1e6).sort();
    const wrong = answers.filter(([, status]) => status !== "200").length;
    // A connection sends nothing while it waits: what is missing at the end was late, and is no answer.
    const missing = Math.max(0, Math.floor(MIN_SENT * rate * SECONDS) - answers.length);
    return { p99: times.at(0.99 * times.length) ?? NaN, errors: wrong + missing };
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

/** Brings of each answer when its request was sent, the status, and how long it took in µs. */
async function load(
  url: string,
  { rate, folder }: { rate: number; folder: string },
): Promise<string[][]> {
  const log = `${folder}/requests.log`;
  await Deno.writeTextFile(`${folder}/patient.json`, SAMPLE.patient);
  const { success, stderr } = await new Deno.Command("h2load", {
    args: [
      "--h1",
      "-t1",
      `-c${CONNECTIONS}`,
      `--rps=${rate / CONNECTIONS}`,
      "-D",
      `${SECONDS}`,
      "-H",
      "content-type: application/json",
      "-d",
      `${folder}/patient.json`,
      `--log-file=${log}`,
      `${url}/predict`,
    ],
    stdout: "null",
  }).output();
  if (!success) {
    throw new Error(`Cannot load at a constant rate: ${new TextDecoder().decode(stderr)}`);
  }
  return (await Deno.readTextFile(log)).trimEnd().split("\n").map((line) => line.split("\t"));
}

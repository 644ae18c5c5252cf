import { GENERATOR_PATH } from "./load_generators.ts";
import { duration, type Result } from "./result.ts";
import { median } from "./rounds.ts";
import { firstAnswer, startPredictBundle } from "./service_process.ts";
import { saturate } from "./throughput.ts";

const ROUNDS = 3;
const SECONDS = 8;
const DATASET = new URL("../../packages/diabetes/data/diabetes.csv", import.meta.url);

/** Floor of P5, in s. */
const FLOOR_SECONDS = 0.005;

/**
 * Measures the 99th percentile of the latency at half of the service's own saturation: P5. Requests
 * are sent by vegeta at a constant rate, whether or not earlier ones have been answered.
 *
 * @param registry Address of a tracking server with our champion.
 * @returns The line of the table.
 * @throws {Error} If vegeta fails.
 */
export async function measureLatency(registry: string): Promise<Result[]> {
  await using ours = startPredictBundle(registry);
  await firstAnswer(ours);
  await saturate(ours.url, 2);
  const { perSecond } = await saturate(ours.url, 4);
  const rate = Math.round(perSecond / 2);
  const targets = await writeTargets(ours.url);
  const rounds: { p99: number; errors: number }[] = [];
  for (let round = 0; round < ROUNDS; round++) rounds.push(await attack(targets, rate));
  await Deno.remove(targets);
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

/** vegeta's JSON targets: one request a line, another patient each. */
async function writeTargets(url: string): Promise<string> {
  const [header = "", ...rows] = (await Deno.readTextFile(DATASET)).trim().split(/\r?\n/);
  const names = header.split(",").slice(0, -1);
  const lines = rows.map((row) => {
    const values = row.split(",").map(Number);
    const patient = Object.fromEntries(names.map((name, i) => [name, values[i]]));
    return JSON.stringify({
      method: "POST",
      url: `${url}/predict`,
      header: { "content-type": ["application/json"] },
      body: btoa(JSON.stringify(patient)),
    });
  });
  const path = await Deno.makeTempFile({ suffix: ".targets" });
  await Deno.writeTextFile(path, lines.join("\n"));
  return path;
}

async function attack(targets: string, rate: number): Promise<{ p99: number; errors: number }> {
  const flags = `-format=json -rate=${rate} -duration=${SECONDS}s -max-workers=64 -workers=16`;
  const { success, stdout, stderr } = await new Deno.Command("sh", {
    args: ["-c", `vegeta attack -targets="$0" ${flags} | vegeta report -type=json`, targets],
    env: { PATH: GENERATOR_PATH },
  }).output();
  if (!success) {
    throw new Error(`Cannot load at a constant rate: ${new TextDecoder().decode(stderr)}`);
  }
  const report = JSON.parse(new TextDecoder().decode(stdout));
  const failed = Math.round((1 - report["success"]) * report["requests"]);
  return { p99: report["latencies"]["99th"] / 1e9, errors: failed };
}

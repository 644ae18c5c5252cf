import { SAMPLE_PATIENT } from "@mlops/diabetes";
import { MlflowClient } from "@mlops/mlflow";
import { crowd, type CrowdReport } from "./crowd.ts";
import { type Drill, Faults } from "./drill.ts";

import { startPredict } from "./predict_process.ts";
import { moveChampion, publishModel } from "./publish_model.ts";
import { trainModel } from "./trained_model.ts";
import { until, untilReady } from "./until.ts";

/** Rows of one request and trees of the model: so many that the generator outruns the service. */
const ROWS = 80;
const TREES = 50;
const COPIES = 20;

/**
 * Share of the peak that overload may not take away. Where other programs run beside, half of it, and
 * for each second of processor time that the service got.
 */
const GOODPUT_SHARE = 0.8;

/** Most time after the overload until the service answers as before, in ms. */
const RECOVERY_LIMIT_MS = 2_000;

const BODY = JSON.stringify(Array.from({ length: ROWS }, () => SAMPLE_PATIENT));

/** The length of the drill, and where it takes place. */
export interface OverloadOptions {
  /** Address of a tracking server. */
  readonly registry: string;
  /** How often peak and overload alternate. */
  readonly rounds: number;
  /** Length of each overload, in s. */
  readonly seconds: number;
  /** Whether nothing else runs on this machine, so that rates may be compared. */
  readonly isAlone: boolean;
}

/**
 * Asks for five times as much as the service can do, on a slow route: R9. What it can do is measured
 * before and after each overload, as other programs on this machine change it.
 *
 * @param options Where, and how long.
 * @returns What was seen.
 */
export async function overloadDrill(options: OverloadOptions): Promise<Drill> {
  const { registry, rounds, seconds, isAlone } = options;
  const client = new MlflowClient({ trackingUri: new URL(registry) });
  const { onnx, metadata } = trainModel(1, TREES, COPIES);
  // ONNX Runtime adds so many trees up in 32 bits, which is further from the trainer than is served.
  const model = { onnx, metadata: { ...metadata, goldenRows: [] } };
  await moveChampion(client, await publishModel(client, model));
  await using service = startPredict(registry, {
    env: { MODEL_ENGINE: "onnxruntime", MAX_CONCURRENCY: "1" },
  });
  await untilReady(service.url);
  const ask = () =>
    fetch(`${service.url}/predict`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: BODY,
    });

  const peakSeconds = Math.max(1, seconds / 5);
  // Code that has run for a while is faster.
  await peakOf(ask, 2);
  let peak = 0;
  const reports: CrowdReport[] = [];
  const shares: number[] = [];
  const offered: number[] = [];
  const cpuShares: number[] = [];
  const used = () => processorSeconds(service.pid);
  let usedAtPeak = 0;
  let answeredAtPeak = 0;
  const measurePeak = async () => {
    const before = await used();
    const rate = await peakOf(ask, peakSeconds);
    usedAtPeak = await used() - before;
    answeredAtPeak = rate * peakSeconds;
    return rate;
  };
  let recoveredMs = 0;
  peak = await measurePeak();
  for (let round = 0; round < rounds; round++) {
    const usedBefore = await used();
    const report = await crowd(ask, { peak, times: 5, seconds });
    const usedSeconds = await used() - usedBefore;
    const tookMs = await until("an answer after the overload", async () => {
      const response = await ask();
      await response.arrayBuffer();
      return response.status === 200;
    });
    recoveredMs = Math.max(recoveredMs, tookMs);
    const after = await measurePeak();
    cpuShares.push(report.answered / usedSeconds / (answeredAtPeak / usedAtPeak));
    shares.push(report.answered / report.seconds / ((peak + after) / 2));
    offered.push((report.answered + report.turnedAway) / report.seconds / ((peak + after) / 2));
    reports.push(report);
    peak = after;
  }

  const share = median(shares);
  const cpuShare = median(cpuShares);
  const failures = reports.flatMap((report) => report.failures);
  const turnedAway = sum(reports.map((report) => report.turnedAway));
  const recovered = Math.round(recoveredMs);
  const faults = new Faults();
  faults.unless(failures.length === 0, `other answers: ${failures}`);
  faults.unless(turnedAway > 0, "nothing was turned away");
  faults.unless(
    isAlone ? share >= GOODPUT_SHARE : cpuShare >= GOODPUT_SHARE / 2,
    `goodput fell to ${Math.round(100 * share)} %, ${Math.round(100 * cpuShare)} % per CPU second`,
  );
  faults.unless(recovered <= RECOVERY_LIMIT_MS, `it recovered after ${recovered} ms`);
  return {
    id: "R9",
    what: `${median(offered).toFixed(1)} times the peak, ${rounds} times ${seconds} s, ${ROWS} ` +
      "rows a request, MODEL_ENGINE=onnxruntime, MAX_CONCURRENCY=1",
    figures: `goodput ${Math.round(100 * share)} % of a peak of ${Math.round(peak)} a second, ` +
      `${Math.round(100 * cpuShare)} % per second of processor time; ` +
      `${sum(reports.map(({ answered }) => answered))} answered, ${turnedAway} turned away with ` +
      `Retry-After, median after ${
        Math.round(median(reports.map(({ turnedAwayMs }) => turnedAwayMs)))
      } ms; recovered in ${recovered} ms`,
    faults: faults.list,
  };
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[values.length >> 1] ?? NaN;
}

/** Answers a second with as many requests in progress as keep the service busy. */
async function peakOf(ask: () => Promise<Response>, seconds: number): Promise<number> {
  const began = performance.now();
  let answered = 0;
  await Promise.all(Array.from({ length: 3 }, async () => {
    while (performance.now() - began < 1_000 * seconds) {
      const response = await ask();
      await response.arrayBuffer();
      if (response.ok) answered++;
    }
  }));
  return answered / (performance.now() - began) * 1_000;
}

/** Processor time that a process has had so far, in s. */
async function processorSeconds(pid: number): Promise<number> {
  // Deno lets nobody read below /proc without all permissions, so that another program does.
  const { stdout } = await new Deno.Command("cat", { args: [`/proc/${pid}/stat`] }).output();
  const text = new TextDecoder().decode(stdout);
  // After the program's name, in brackets: fields 14 and 15, in ticks of 10 ms.
  const fields = text.slice(text.lastIndexOf(")") + 2).split(" ");
  return (Number(fields[11]) + Number(fields[12])) / 100;
}

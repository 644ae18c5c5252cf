import { median } from "@mlops/statistics";
import { MlflowClient } from "@mlops/mlflow";
import { crowd, type CrowdOptions, type CrowdReport } from "./crowd.ts";
import { type Drill, Faults } from "./drill.ts";
import { inferBatch } from "./infer_batch.ts";
import { startPredict } from "@mlops/testing/predict_process";
import { REFERENCE_TASK } from "@mlops/tasks";
import { moveChampion, publishModel } from "@mlops/testing/publish_model";
import { trainModel } from "@mlops/testing/trained_model";
import { until, untilReady } from "@mlops/testing/until";

/** Rows of one request and trees of the model: so many that the generator outruns the service. */
const ROWS = 256;
const TREES = 50;
const COPIES = 20;

/** How many times the peak is asked for: five, and a little more as timers are late. */
const TIMES = 5.4;

/** Fewest times the peak that must be asked for, as the peak is not the same all the time. */
const MIN_TIMES = 4.5;

/** Clients that keep the service busy, and of whom it turns none away: one in progress, 16 may wait. */
const PLACES = 17;
const PEAK_CLIENTS = 8;
const OVERLOAD_CLIENTS = 64;

/**
 * Share of the peak that overload may not take away. Where other programs run beside, half of it, and
 * for each second of processor time that the service got.
 */
const GOODPUT_SHARE = 0.8;

/** Most time after the overload until the service answers as before, in ms. */
const RECOVERY_LIMIT_MS = 2_000;

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
 * Asks for five times as much as the service can do, on a slow route: R9. What it can do is measured by
 * the same clients, fewer of them, before and after each overload, as other programs on this machine
 * change it.
 *
 * @param options Where, and how long.
 * @returns What was seen.
 */
export async function overloadDrill(options: OverloadOptions): Promise<Drill> {
  const { registry, rounds, seconds, isAlone } = options;
  const client = new MlflowClient({ trackingUri: new URL(registry) });
  const { onnx, metadata } = trainModel(1, TREES, COPIES);
  await moveChampion(client, await publishModel(client, { onnx, metadata }));
  await using service = startPredict(registry, {
    env: { MODEL_ENGINE: "onnxruntime", MAX_CONCURRENCY: "1" },
  });
  await untilReady(service.url);
  const { headers, body } = inferBatch(ROWS, "float_input");
  const ask = () =>
    fetch(`${service.url}/v2/models/${REFERENCE_TASK.model}/infer`, {
      method: "POST",
      headers,
      body,
    });

  const load = (clients: number, pauseMs: number, loadSeconds: number) =>
    measuredCrowd(service.pid, ask, { clients, pauseMs, seconds: loadSeconds });
  const peakSeconds = Math.max(1.5, seconds / 5);
  // Code that has run for a while is faster.
  await load(PEAK_CLIENTS, 0, 2);
  let before = await load(PEAK_CLIENTS, 0, peakSeconds);
  const peaks = [before];
  const reports: MeasuredReport[] = [];
  const ratios: Ratios[] = [];
  let recoveredMs = 0;
  for (let round = 0; round < rounds; round++) {
    const pauseMs = 1_000 * (OVERLOAD_CLIENTS - PLACES) / ((TIMES - 1) * before.rate);
    const report = await load(OVERLOAD_CLIENTS, pauseMs, seconds);
    const tookMs = await until("an answer after the overload", async () => {
      const response = await ask();
      await response.arrayBuffer();
      return response.status === 200;
    });
    recoveredMs = Math.max(recoveredMs, tookMs);
    const after = await load(PEAK_CLIENTS, 0, peakSeconds);
    ratios.push(compare(report, [before, after]));
    reports.push(report);
    peaks.push(after);
    before = after;
  }

  const share = median(ratios.map(({ goodput }) => goodput));
  const cpuShare = median(ratios.map(({ perCpuSecond }) => perCpuSecond));
  const offered = median(ratios.map(({ offered }) => offered));
  const failures = [...peaks, ...reports].flatMap((report) => report.failures);
  const turnedAway = sum(reports.map((report) => report.turnedAway));
  const recovered = Math.round(recoveredMs);
  const faults = new Faults();
  faults.unless(failures.length === 0, `other answers: ${failures}`);
  faults.unless(turnedAway > 0, "nothing was turned away");
  faults.unless(
    isAlone ? share >= GOODPUT_SHARE : cpuShare >= GOODPUT_SHARE / 2,
    `goodput fell to ${Math.round(100 * share)} %, ${Math.round(100 * cpuShare)} % per CPU second`,
  );
  faults.unless(!isAlone || offered >= MIN_TIMES, `only ${offered.toFixed(1)} times the peak came`);
  faults.unless(!isAlone || recovered <= RECOVERY_LIMIT_MS, `it recovered after ${recovered} ms`);
  return {
    id: "R9",
    what: `${offered.toFixed(1)} times the peak, ${rounds} times ${seconds} s, ${ROWS} rows a ` +
      `request, ${TREES * COPIES} trees, MODEL_ENGINE=onnxruntime, MAX_CONCURRENCY=1`,
    figures:
      `goodput ${Math.round(100 * share)} % of a peak of ${
        Math.round(median(peaks.map(({ rate }) => rate)))
      } a second, ` +
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

/** A crowd's report with what the service spent on it. */
interface MeasuredReport extends CrowdReport {
  /** Answers a second. */
  readonly rate: number;
  /** Answers for each second of the service's processor time. */
  readonly perCpuSecond: number;
}

async function measuredCrowd(
  pid: number,
  ask: () => Promise<Response>,
  options: CrowdOptions,
): Promise<MeasuredReport> {
  const usedBefore = await processorSeconds(pid);
  const report = await crowd(ask, options);
  const used = await processorSeconds(pid) - usedBefore;
  const { answered, seconds } = report;
  return { ...report, rate: answered / seconds, perCpuSecond: answered / used };
}

/** An overload beside the peaks before and after it. */
interface Ratios {
  readonly goodput: number;
  readonly perCpuSecond: number;
  readonly offered: number;
}

function compare(report: MeasuredReport, peaks: readonly MeasuredReport[]): Ratios {
  const peakRate = sum(peaks.map(({ rate }) => rate)) / peaks.length;
  const peakPerCpu = sum(peaks.map(({ perCpuSecond }) => perCpuSecond)) / peaks.length;
  return {
    goodput: report.rate / peakRate,
    perCpuSecond: report.perCpuSecond / peakPerCpu,
    offered: (report.answered + report.turnedAway) / report.seconds / peakRate,
  };
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

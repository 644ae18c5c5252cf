import { REFERENCE_TASK } from "@mlops/tasks";
import { MlflowClient } from "@mlops/mlflow";
import { ClosedLoad } from "./closed_load.ts";
import { type Drill, Faults } from "./drill.ts";
import { startPredict } from "@mlops/testing/predict_process";
import { moveChampion, publishModel } from "@mlops/testing/publish_model";
import { SlowRequest } from "@mlops/testing/slow_request";
import { trainModel } from "@mlops/testing/trained_model";
import { until, untilReady } from "@mlops/testing/until";

/** The length of the drill, and where it takes place. */
export interface DrainOptions {
  /** Address of a tracking server. */
  readonly registry: string;
  /** How long the slow uploads go on after SIGTERM, in ms. */
  readonly slowMs: number;
  /** Number of slow uploads of each kind. */
  readonly uploads: number;
  /** Whether nothing else runs on this machine, so that times can be held to. */
  readonly isAlone: boolean;
}

/** Most time until `/readyz` says that the service ends, in ms. */
const NOTICE_LIMIT_MS = 1_000;

const BODY = JSON.stringify(REFERENCE_TASK.sample.row);
const HEAD = "POST /predict HTTP/1.1\r\nHost: predict\r\nContent-Type: application/json\r\n";
const MANY = JSON.stringify(Array.from({ length: 10_000 }, () => REFERENCE_TASK.sample.row));

/**
 * Tells the service to end while bodies still arrive, a long answer is read slowly and others ask
 * without a pause: R1.
 *
 * @param options How long.
 * @returns What was seen.
 */
export async function drainDrill(options: DrainOptions): Promise<Drill> {
  const { registry, slowMs, uploads, isAlone } = options;
  const client = new MlflowClient({ trackingUri: new URL(registry) });
  const model = trainModel(1);
  const version = await publishModel(client, model);
  await moveChampion(client, version);
  await using service = startPredict(registry);
  await untilReady(service.url);
  const expected = new Map([[version, model.probability]]);
  const load = new ClosedLoad(service.url, { expected, obeysClose: true });
  await until("the load", () => load.answered > 200);

  using requests = new DisposableStack();
  const connect = async () => requests.use(await SlowRequest.connect(service.url));
  const slow: (() => Promise<number>)[] = [];
  for (let index = 0; index < uploads; index++) {
    slow.push(
      await beginSized(await connect(), slowMs),
      await beginChunked(await connect(), slowMs),
    );
  }
  slow.push(await beginSlowReading(await connect(), slowMs));
  // The service has accepted the slow ones before requests that came after them are answered.
  const before = load.answered;
  await until("answers beside the uploads", () => load.answered > before + 50);

  const signalled = performance.now();
  Deno.kill(service.pid, "SIGTERM");
  const ends = slow.map(async (finish) => {
    const status = await finish();
    return { status, atMs: performance.now() };
  });
  const notReadyMs = await until("/readyz 503", async () => {
    const response = await fetch(`${service.url}/readyz`);
    await response.body?.cancel();
    return response.status === 503;
  });
  const finished = await Promise.all(ends);
  const report = await load.finished();
  const { code, atMs } = await service.ended;

  const slowest = Math.max(...finished.map((end) => end.atMs)) - signalled;
  const exitMs = atMs - signalled;
  const statuses = finished.map(({ status }) => status);
  const faults = new Faults();
  faults.unless(statuses.every((status) => status === 200), `slow ones were answered ${statuses}`);
  faults.unless(report.failed === 0, `${report.failed} fast ones failed: ${report.failures}`);
  faults.unless(report.wrong === 0, `${report.wrong} answers were wrong`);
  faults.unless(!isAlone || report.late === 0, `${report.late} fast ones came too late`);
  faults.unless(!isAlone || notReadyMs <= NOTICE_LIMIT_MS, `/readyz 503 after ${notReadyMs} ms`);
  faults.unless(
    !isAlone || exitMs <= slowest + 1_000,
    `it ended ${exitMs - slowest} ms after the slowest`,
  );
  faults.unless(code === 0, `its exit code was ${code}`);
  faults.unless(service.log.at(-1)?.["message"] === "ended", "its log does not say that it ended");
  return {
    id: "R1",
    what: `SIGTERM with ${2 * uploads} uploads and one download that take ${slowMs / 1000} s more`,
    figures: `${report.answered} fast and ${finished.length} slow answered, ${report.failed} ` +
      `failed; /readyz 503 after ${Math.round(notReadyMs)} ms; ended ${Math.round(exitMs)} ms ` +
      `after SIGTERM; the slowest client had read its answer ${Math.round(slowest)} ms after it`,
    faults: faults.list,
  };
}

async function beginSized(request: SlowRequest, slowMs: number): Promise<() => Promise<number>> {
  const half = BODY.length >> 1;
  await request.send(`${HEAD}Content-Length: ${BODY.length}\r\n\r\n${BODY.slice(0, half)}`);
  return async () => {
    await request.drip(BODY.slice(half), slowMs);
    return await statusOf(request);
  };
}

async function beginChunked(request: SlowRequest, slowMs: number): Promise<() => Promise<number>> {
  const half = BODY.length >> 1;
  const chunk = (text: string) => `${text.length.toString(16)}\r\n${text}\r\n`;
  await request.send(`${HEAD}Transfer-Encoding: chunked\r\n\r\n${chunk(BODY.slice(0, half))}`);
  return async () => {
    await request.drip(`${chunk(BODY.slice(half))}0\r\n\r\n`, slowMs);
    return await statusOf(request);
  };
}

/** Asks for 10 000 predictions and reads the answer, some 700 KB, bit by bit. */
async function beginSlowReading(
  request: SlowRequest,
  slowMs: number,
): Promise<() => Promise<number>> {
  await request.send(`${HEAD}Content-Length: ${MANY.length}\r\n\r\n${MANY}`);
  return () => statusOf(request, slowMs / 12);
}

async function statusOf(request: SlowRequest, pauseMs = 0): Promise<number> {
  const { status, isWhole } = await request.answer(pauseMs);
  return isWhole ? status : 0;
}

import { delay } from "@std/async";
import { SAMPLE_PATIENT } from "@mlops/tasks/diabetes";
import { equal, match, ok } from "node:assert/strict";
import { startRegistry, type WarmRegistry } from "@mlops/testing/registries";
import { MlflowClient } from "@mlops/mlflow";
import { type PredictProcess, startPredict } from "@mlops/testing/predict_process";
import { moveChampion, publishModel } from "@mlops/testing/publish_model";
import { SlowRequest } from "@mlops/testing/slow_request";
import { trainModel } from "@mlops/testing/trained_model";
import { untilReady } from "@mlops/testing/until";

const ROW = JSON.stringify(SAMPLE_PATIENT);
const KIB = 1024;

/** Time that a body has to arrive, in ms. */
const BODY_MS = 10_000;

/** What a request over a socket of its own brought, and when, in ms after it began. */
interface Outcome {
  readonly status: number;
  readonly body: string;
  readonly endedMs: number;
}

async function ask(service: PredictProcess, parts: readonly string[]): Promise<Outcome> {
  using request = await SlowRequest.connect(service.url);
  const began = performance.now();
  for (const part of parts) await request.send(part);
  const { status, body } = await request.answer();
  return { status, body, endedMs: performance.now() - began };
}

function head(path: string, type: string, more: string): string {
  return `POST ${path} HTTP/1.1\r\nHost: predict\r\nContent-Type: ${type}\r\n${more}\r\n\r\n`;
}

function whole(path: string, type: string, body: string): string[] {
  return [head(path, type, `Content-Length: ${body.length}`), body];
}

async function servedModel(registry: WarmRegistry): Promise<PredictProcess> {
  const client = new MlflowClient({ trackingUri: new URL(registry.url) });
  await moveChampion(client, await publishModel(client, trainModel(1)));
  const service = startPredict(registry.url);
  await untilReady(service.url);
  return service;
}

Deno.test("limits of bodies and times over a real socket (S5)", async (test) => {
  await using registry = await startRegistry();
  await using service = await servedModel(registry);
  const json = "application/json";

  // All three wait beside the steps that follow; the first tells what the time comes to on this machine.
  const began = performance.now();
  const bodyTime = delay(BODY_MS).then(() => performance.now() - began);
  const slowBody = ask(service, [head("/predict", json, "Content-Length: 200"), '{"Age": 1']);
  const slowTable = ask(service, [
    head("/predict/csv", "text/csv", "Transfer-Encoding: chunked"),
    "5\r\nAge,B\r\n",
  ]);

  await test.step("POST /predict takes 16 KiB of one object and no more", async () => {
    const fits = ROW.slice(0, -1).padEnd(16 * KIB - 1) + "}";
    equal((await ask(service, whole("/predict", json, fits))).status, 200);
    equal((await ask(service, whole("/predict", json, `${fits} `))).status, 413);
  });

  await test.step("POST /predict, /invocations and /infer take 4 MiB and no more", async () => {
    const fits = `[${ROW}`.padEnd(4 * KIB * KIB - 1) + "]";
    equal((await ask(service, whole("/predict", json, fits))).status, 200);
    for (const path of ["/predict", "/invocations", "/v2/models/diabetes-model/infer"]) {
      const { status } = await ask(service, whole(path, json, `${fits} `));
      equal(status, 413, path);
    }
  });

  await test.step("a chunked body is refused at the byte that is too many", async () => {
    const chunk = " ".repeat(64 * KIB);
    const chunks = Array.from({ length: 65 }, () => `10000\r\n${chunk}\r\n`);
    const { status } = await ask(service, [
      head("/predict", json, "Transfer-Encoding: chunked"),
      ...chunks,
    ]);
    equal(status, 413);
  });

  await test.step("POST /predict/csv takes more than 4 MiB", async () => {
    const table = `${Object.keys(SAMPLE_PATIENT).join(",")}\n` +
      `${Object.values(SAMPLE_PATIENT).join(",")}\n`.repeat(200_000);
    ok(table.length > 4 * KIB * KIB);
    const response = await fetch(`${service.url}/predict/csv`, {
      method: "POST",
      headers: { "content-type": "text/csv" },
      body: table,
    });
    equal(response.status, 200);
    equal((await response.text()).split("\n").length, 200_002);
  });

  await test.step("a body that does not arrive is given up within 10 s", async () => {
    const { status, body, endedMs } = await slowBody;
    equal(status, 408);
    match(body, /must arrive within 10 s/);
    ok(endedMs < 2 * await bodyTime, `${endedMs} ms`);
  });

  await test.step("a table whose next chunk does not arrive is given up within 10 s", async () => {
    const { status, endedMs } = await slowTable;
    equal(status, 408);
    ok(endedMs < 2 * await bodyTime, `${endedMs} ms`);
  });
});

import { deepEqual, equal, match, ok, rejects } from "node:assert/strict";
import { PATIENT, type TestedApp, testedApp } from "../testing/tested_app.ts";
import { Admission } from "./admission.ts";
import { BodyReader } from "./body_reader.ts";
import { CUT_OFF } from "@mlops/closing";
import { ByteBudget } from "./byte_budget.ts";
import { Exchange } from "./exchange.ts";
import { jsonAnswer } from "./paced_answer.ts";
import { PacedReader } from "./paced_reader.ts";
import { Series } from "../metrics/prometheus.ts";

/** What Deno tells of a connection. */
function from(hostname: string) {
  return { remoteAddr: { transport: "tcp", hostname, port: 1 } };
}

/** A body of which a part arrives, and then nothing until its end. */
function stuck(
  part = "",
  { cancel = () => {}, end = new Promise<void>(() => {}) } = {},
): ReadableStream<Uint8Array> {
  return new ReadableStream({
    async pull(controller) {
      if (part === "") {
        await end;
        return controller.close();
      }
      controller.enqueue(new TextEncoder().encode(part));
      part = "";
    },
    cancel,
  }, { highWaterMark: 0 });
}

function post({ app }: TestedApp, path: string, given: {
  body: BodyInit;
  client?: string;
  type?: string;
  length?: number;
}): Response | Promise<Response> {
  const { body, client = "10.0.0.1", type = "application/json", length } = given;
  const headers = {
    "content-type": type,
    ...length === undefined ? {} : { "content-length": `${length}` },
  };
  return app.request(path, { method: "POST", body, headers }, from(client));
}

/** Tells the answers that are there once nothing else happens, and how many are not. */
async function settle(
  answers: readonly (Response | Promise<Response>)[],
): Promise<{ statuses: number[]; nPending: number }> {
  const statuses: number[] = [];
  for (const answer of answers) void statusOf(answer).then((status) => statuses.push(status));
  // What is let in waits for its body; what is not is answered without waiting for anything.
  for (let turn = 0; turn < 50; turn++) await nextTurn();
  return { statuses, nPending: answers.length - statuses.length };
}

function nextTurn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

const HEADER = `${Object.keys(PATIENT).join(",")}\n`;
const ROW = `${Object.values(PATIENT).join(",")}\n`;

async function statusOf(response: Response | Promise<Response>): Promise<number> {
  const { status, body } = await response;
  await body?.cancel();
  return status;
}

Deno.test("bodies that do not come take no place of those that score", async () => {
  const service = await testedApp({ env: { MAX_CONCURRENCY: "2" } });
  for (const path of ["/predict", "/explain", "/invocations"]) {
    for (let idle = 0; idle < 100; idle++) void post(service, path, { body: stuck("[") });
  }
  for (let idle = 0; idle < 10; idle++) {
    void post(service, "/predict/csv", { body: stuck(HEADER + ROW), type: "text/csv" });
  }
  const body = JSON.stringify(PATIENT);
  for (let asked = 0; asked < 20; asked++) {
    equal(await statusOf(post(service, "/predict", { body })), 200);
  }
});

Deno.test("streams of one client leave room for those of others", async () => {
  const service = await testedApp();
  const stream = (client: string) =>
    Promise.resolve(
      post(service, "/predict/csv", { body: stuck(HEADER + ROW), type: "text/csv", client }),
    );
  const streams = Array.from({ length: 40 }, () => stream("10.0.0.1"));
  const { statuses, nPending } = await settle(streams);
  deepEqual(statuses, Array(24).fill(503));
  equal(nPending, 16);
  const other = await post(service, "/predict/csv", {
    body: HEADER + ROW,
    type: "text/csv",
    client: "10.0.0.2",
  });
  match(await other.text(), /has_diabetes/);
});

Deno.test("large bodies hold memory together, and give it back", async () => {
  const service = await testedApp({ env: { MEMORY_LIMIT_MIB: "128" } });
  const length = 4 * 2 ** 20;
  const before = service.metrics.inFlight.value;
  const { promise: areLeft, resolve } = Promise.withResolvers<void>();
  const { promise: end, resolve: endAll } = Promise.withResolvers<void>();
  let nLeft = 0;
  // The 16 that are read go when they end.
  const cancel = () => ++nLeft === 298 - 16 ? resolve() : undefined;
  const answers = Array.from(
    { length: 300 },
    () => post(service, "/predict", { body: stuck("[", { cancel, end }), length }),
  );
  const { statuses, nPending } = await settle(answers);
  deepEqual(statuses, Array(298).fill(503));
  // Half of 64 MiB is one client's; each takes four times its size.
  equal(nPending, 2);
  equal(service.metrics.inFlight.value - before, nPending);
  const small = JSON.stringify(PATIENT);
  equal(await statusOf(post(service, "/predict", { body: small })), 200);
  const padded = small.replace("{", `{${" ".repeat(20_000)}`);
  const other = { body: `[${padded}]`, length: padded.length + 2, client: "10.0.0.2" };
  for (let asked = 0; asked < 200; asked++) {
    equal(await statusOf(post(service, "/predict", other)), 200);
  }
  await areLeft;
  endAll();
  await Promise.all(answers.map(statusOf));
  await nextTurn();
});

function exchangeOf(budget = new ByteBudget(100)): Exchange {
  const shared = { admission: new Admission(1, new Series()), budget };
  return new Exchange(new Request("http://x/"), "1", 0, {}, {
    clientId: null,
    shared,
    connection: null,
  });
}

Deno.test("a large answer that nobody takes is given up", async () => {
  let nowMs = 0;
  const bodies = new BodyReader(() => nowMs);
  const json = JSON.stringify("é😀".repeat(400_000));
  const exchange = exchangeOf();
  const taken = jsonAnswer(exchange, json, bodies);
  equal(await taken.text(), json);
  await exchange.streamed;

  const left = exchangeOf();
  const reader = jsonAnswer(left, json, bodies).body!.getReader();
  ok(((await reader.read()).value?.length ?? 0) > 0);
  nowMs += 9_000;
  bodies.sweep();
  ok(((await reader.read()).value?.length ?? 0) > 0);
  nowMs += 9_000;
  bodies.sweep();
  nowMs += 9_000;
  bodies.sweep();
  await nextTurn();
  await rejects(reader.read(), (error) => error === CUT_OFF);
  await left.streamed;
});

Deno.test("a body that comes by drops is given up", async () => {
  let nowMs = 0;
  const bodies = new BodyReader(() => nowMs);
  const drops = (sizeBytes: number, everyMs: number) =>
    new ReadableStream<Uint8Array<ArrayBuffer>>({
      pull(controller) {
        nowMs += everyMs;
        controller.enqueue(new Uint8Array(sizeBytes));
      },
    }, { highWaterMark: 0 });
  const slow = new PacedReader(drops(1, 1_000), bodies, () => nowMs);
  for (let second = 1; second < 10; second++) await slow.read();
  await rejects(slow.read(), /must arrive within 1024 bytes each 10 s/);
  const steady = new PacedReader(drops(200, 1_000), bodies, () => nowMs);
  for (let second = 1; second < 3_600; second++) await steady.read();
  await rejects(
    (async () => {
      await steady.read();
      await steady.read();
    })(),
    /within an hour in all/,
  );
});

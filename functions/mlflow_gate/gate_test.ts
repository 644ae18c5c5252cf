import { deepEqual, equal, match } from "node:assert/strict";
import { AUDITED } from "@mlops/mlflow/alias_mover";
import { ALIAS, recordedMlflow, setAlias } from "./testing/recorded_mlflow.ts";
import { testedGate } from "./testing/tested_gate.ts";

const UPLOAD = "http://mlflow-service:5000/api/2.0/mlflow-artifacts/artifacts/1/a/model";

const TYPE = { "content-type": "application/octet-stream" };

Deno.test("Gate tells that a body broke off, and that it is not MLflow", async () => {
  const mlflow = recordedMlflow();
  const { gate, keys } = await testedGate("http://127.0.0.1:5001", mlflow);
  for (const [url, method] of [[ALIAS, "POST"], [UPLOAD, "PUT"]] as const) {
    const body = ReadableStream.from(async function* () {
      yield new TextEncoder().encode("{");
      await Promise.reject(new TypeError("broken"));
    }());
    const headers = { ...TYPE, authorization: `Bearer ${keys.promote}` };
    const answer = await gate.answer(new Request(url, { method, headers, body }), "10.0.0.1");
    deepEqual([answer.status, (await answer.json()).message], [
      400,
      "The body must arrive whole: it broke off",
    ]);
  }
});

Deno.test("Gate lets through what the sender may do, and records changes of the registry", async () => {
  const mlflow = recordedMlflow();
  const { gate, keys, changes } = await testedGate("http://127.0.0.1:5001", mlflow);
  const answer = await gate.answer(setAlias(keys.promote), "10.0.0.1");
  equal(answer.status, 200);
  equal(answer.headers.get("x-mlflow"), "1");
  // Whoever asked need not tell the audit.
  equal(answer.headers.get(AUDITED), "true");
  deepEqual(await answer.json(), { ok: true });
  equal(mlflow.asked[0]?.url, "http://127.0.0.1:5001/api/2.0/mlflow/registered-models/alias");
  equal(mlflow.asked[0]?.headers.get("authorization"), null);
  equal(mlflow.bodies[0], '{"name":"diabetes-model","alias":"champion","version":"2"}');
  // What MLflow keeps no record of, the version tells.
  equal(mlflow.asked[1]?.url, "http://127.0.0.1:5001/api/2.0/mlflow/model-versions/set-tag");
  deepEqual(JSON.parse(mlflow.bodies[1]!), {
    name: "diabetes-model",
    version: "2",
    key: "alias_moved_by.champion",
    value: "key:trainer",
  });
  deepEqual(changes, [{
    who: "key:trainer",
    action: "write registered-models/alias",
    model: "diabetes-model",
    version: "2",
    alias: "champion",
    previous: "1",
    status: 200,
  }]);
  // A browser gives the key as a password.
  const basic = { authorization: `Basic ${btoa(`anyone:${keys.read}`)}` };
  const page = new Request("http://mlflow.example.com/?x=1", { headers: basic });
  equal((await gate.answer(page, "10.0.0.1")).status, 200);
  equal(mlflow.asked[2]?.url, "http://127.0.0.1:5001/?x=1");
  const secure = { ...basic, "x-forwarded-proto": "https" };
  const behindTls = new Request("http://mlflow.example.com/", { headers: secure });
  const { headers } = await gate.answer(behindTls, "10.0.0.1");
  equal(headers.get("strict-transport-security"), "max-age=31536000");
  equal(mlflow.asked[3]?.headers.get("x-forwarded-proto"), null);
});

Deno.test("Gate refuses, and MLflow hears nothing of it", async (t) => {
  const mlflow = recordedMlflow();
  const { gate, keys, changes, refusals } = await testedGate("http://127.0.0.1:5001", mlflow);
  const get = (url: string, headers: Record<string, string> = {}) => new Request(url, { headers });
  const bearer = { authorization: `Bearer ${keys.read}` };
  const cases: [name: string, request: Request, status: number, message: RegExp][] = [
    ["nobody's question", get("http://mlflow-service:5000/"), 401, /asks for an API key/],
    ["nobody's write", setAlias(null), 401, /asks for an API key/],
    ["a wrong key", setAlias("mlops_".padEnd(49, "x")), 401, /not known/],
    ["a reader's write", setAlias(keys.read), 403, /right promote, which "reader" does not have/],
    [
      "a client's question",
      get(ALIAS, { authorization: `Bearer ${keys.predict}` }),
      403,
      /right read/,
    ],
    ["another name", get("http://evil.example/", bearer), 421, /host/],
    [
      "a page elsewhere",
      new Request(ALIAS, {
        method: "POST",
        headers: { authorization: `Bearer ${keys.promote}`, origin: "http://evil.example" },
        body: "{}",
      }),
      403,
      /page of this server/,
    ],
    ["an encoded slash", setAlias(keys.promote, `${ALIAS}%2f..`), 400, /plain/],
    ["a double slash", setAlias(keys.promote, ALIAS.replace("/api", "//api")), 400, /plain/],
    ["a backslash", setAlias(keys.promote, `${ALIAS}%5c`), 400, /plain/],
  ];
  for (const [name, request, status, message] of cases) {
    await t.step(name, async () => {
      const answer = await gate.answer(request, "10.0.0.1");
      equal(answer.status, status);
      match((await answer.json()).message, message);
    });
  }
  deepEqual(mlflow.asked, []);
  deepEqual(changes, []);
  equal(refusals.length, 3);
});

Deno.test("Gate lets probes in without a key", async () => {
  const mlflow = recordedMlflow();
  const { gate } = await testedGate("http://127.0.0.1:5001", mlflow);
  equal((await gate.answer(new Request("http://10.0.0.7:5000/health"), "10.0.0.1")).status, 200);
  const write = new Request("http://10.0.0.7:5000/health", { method: "POST" });
  equal((await gate.answer(write, "10.0.0.1")).status, 401);
});

Deno.test("Gate judges a path as MLflow does, whatever it is written like", async () => {
  const mlflow = recordedMlflow();
  const { gate, keys, changes } = await testedGate("http://127.0.0.1:5001", mlflow);
  const search = ALIAS.replace("registered-models/alias", "runs/se%61rch");
  equal((await gate.answer(setAlias(keys.read, search), "10.0.0.1")).status, 200);
  // Not a way around the record either.
  const hidden = ALIAS.replace("/alias", "/%61lias");
  equal((await gate.answer(setAlias(keys.promote, hidden), "10.0.0.1")).status, 200);
  equal(changes[0]?.["alias"], "champion");
  const alias = ALIAS.replace("/alias", "/%61lias");
  equal((await gate.answer(setAlias(keys.read, alias), "10.0.0.1")).status, 403);
});

Deno.test("Gate limits wrong keys by address", async () => {
  const { gate, keys } = await testedGate("http://127.0.0.1:5001", recordedMlflow());
  const wrong = () => setAlias("mlops_".padEnd(49, "x"));
  const statuses: number[] = [];
  for (let i = 0; i < 12; i++) statuses.push((await gate.answer(wrong(), "10.0.0.9")).status);
  deepEqual(statuses.slice(0, 10), new Array(10).fill(401));
  deepEqual(statuses.slice(10), [429, 429]);
  equal((await gate.answer(wrong(), "10.0.0.8")).status, 401);
  // Whoever has a right one is let in from there, too.
  equal((await gate.answer(setAlias(keys.promote), "10.0.0.9")).status, 200);
});

Deno.test("Gate bounds bodies", async (t) => {
  const { gate, keys } = await testedGate("http://127.0.0.1:5001", recordedMlflow());
  const send = (url: string, body: BodyInit) =>
    gate.answer(
      new Request(url, {
        method: url === UPLOAD ? "PUT" : "POST",
        headers: { ...TYPE, authorization: `Bearer ${keys.promote}` },
        body,
      }),
      "10.0.0.1",
    );
  const left: Promise<void>[] = [];
  const stream = (nBytes: number) => {
    const { promise, resolve } = Promise.withResolvers<void>();
    left.push(promise);
    return new ReadableStream({
      cancel: () => resolve(),
      pull(controller) {
        // Spaces before an object, as a call has one.
        if (nBytes <= 2) {
          controller.enqueue(new TextEncoder().encode("{}".slice(0, nBytes)));
          resolve();
          return controller.close();
        }
        const nSpaces = Math.min(nBytes - 2, 65_536);
        controller.enqueue(new Uint8Array(nSpaces).fill(0x20));
        nBytes -= nSpaces;
      },
    });
  };
  await t.step("of calls", async () => {
    equal((await send(ALIAS, new Uint8Array(5 * 2 ** 20))).status, 413);
    equal((await send(ALIAS, stream(5 * 2 ** 20))).status, 413);
    const costly = new TextEncoder().encode(`{"tags":[${"[],".repeat(100_000)}[]]}`);
    equal((await send(ALIAS, costly)).status, 413);
    equal((await send(ALIAS, stream(2 ** 20))).status, 200);
  });
  await t.step("of artifacts", async () => {
    equal((await send(UPLOAD, new Uint8Array(2 ** 20))).status, 200);
    equal((await send(UPLOAD, stream(2 * 2 ** 20))).status, 413);
  });
  // What is refused is let go once its answer was read.
  await Promise.all(left);
});

Deno.test("Gate says that MLflow is away", async () => {
  const away = () => Promise.reject(new TypeError("connection refused"));
  const { gate, keys, refusals } = await testedGate("http://127.0.0.1:5001", { fetch: away });
  const answer = await gate.answer(setAlias(keys.promote), "10.0.0.1");
  equal(answer.status, 503);
  equal((await answer.json()).error_code, "TEMPORARILY_UNAVAILABLE");
  equal((await gate.answer(setAlias(keys.promote), "10.0.0.1")).status, 503);
  equal(refusals.length, 1); // told once, until it answers again
});

Deno.test("Gate lets nobody write by hand who moved an alias", async () => {
  const mlflow = recordedMlflow();
  const { gate, keys } = await testedGate("http://127.0.0.1:5001", mlflow);
  const api = "http://mlflow-service:5000/api/2.0/mlflow";
  const claim = { key: "alias_moved_by.champion", value: "key:somebody" };
  for (
    const [method, path, body] of [
      ["POST", "model-versions/set-tag", { name: "m", version: "2", ...claim }],
      ["DELETE", "model-versions/delete-tag", { name: "m", version: "2", key: claim.key }],
      ["POST", "model-versions/create", { name: "m", source: "s", tags: [claim] }],
    ] as const
  ) {
    const headers = {
      "content-type": "application/json",
      authorization: `Bearer ${keys.promote}`,
    };
    // However it is spelt.
    const text = JSON.stringify(body).replace("alias_", "\\u0061lias_");
    const request = new Request(`${api}/${path}`, { method, headers, body: text });
    const answer = await gate.answer(request, "10.0.0.1");
    equal(answer.status, 403, path);
    match((await answer.json()).message, /written by the gate/);
  }
  deepEqual(mlflow.asked, []);
});

Deno.test("a refused write leaves its connection to the next request", async () => {
  const mlflow = recordedMlflow();
  const { gate } = await testedGate("http://127.0.0.1:5001", mlflow);
  const options = { hostname: "127.0.0.1", port: 0, onListen: () => {} };
  const server = Deno.serve(options, (request) => gate.answer(request, "127.0.0.1"));
  const connection = await Deno.connect({ hostname: "127.0.0.1", port: server.addr.port });
  const body = "{}".padEnd(100_000);
  const head = [
    "POST /api/2.0/mlflow/registered-models/create HTTP/1.1",
    "Host: mlflow-service:5000",
    "Content-Type: application/json",
    `Content-Length: ${body.length}`,
  ];
  const decoder = new TextDecoder();
  const buffer = new Uint8Array(10_000);
  // Twice: the answer to the second comes only on a connection that outlived the first.
  for (let times = 0; times < 2; times++) {
    const bytes = new TextEncoder().encode(`${head.join("\r\n")}\r\n\r\n${body}`);
    for (let done = 0; done < bytes.length;) done += await connection.write(bytes.subarray(done));
    let answer = "";
    while (!/\r\n\r\n[^]*(\}|\r\n0\r\n\r\n)$/.test(answer)) {
      const count = await connection.read(buffer);
      if (count === null) break;
      answer += decoder.decode(buffer.subarray(0, count));
    }
    match(answer, /^HTTP\/1\.1 401 /);
  }
  connection.close();
  await server.shutdown();
  deepEqual(mlflow.asked, []);
});

Deno.test("the connection of a body that is refused amid it ends, whatever its client goes on sending", async () => {
  const { gate, keys } = await testedGate("http://127.0.0.1:5001", recordedMlflow());
  const options = { hostname: "127.0.0.1", port: 0, onListen: () => {} };
  const server = Deno.serve(options, (request) => gate.answer(request, "127.0.0.1"));
  const connection = await Deno.connect({ hostname: "127.0.0.1", port: server.addr.port });
  const head = [
    "POST /api/2.0/mlflow/registered-models/create HTTP/1.1",
    "Host: mlflow-service:5000",
    "Content-Type: application/json",
    `Authorization: Bearer ${keys.promote}`,
    "Transfer-Encoding: chunked",
  ];
  const encoder = new TextEncoder();
  await connection.write(encoder.encode(`${head.join("\r\n")}\r\n\r\n`));
  const chunk = encoder.encode(`10000\r\n${" ".repeat(65_536)}\r\n`);
  const sending = (async () => {
    for (;;) {
      for (let done = 0; done < chunk.length;) done += await connection.write(chunk.subarray(done));
    }
  })().catch(() => {});
  let answer = "";
  const buffer = new Uint8Array(10_000);
  for (;;) {
    const count = await connection.read(buffer).catch(() => null);
    if (count === null) break;
    answer += new TextDecoder().decode(buffer.subarray(0, count));
  }
  match(answer, /^HTTP\/1\.1 413 /);
  connection.close();
  await sending;
  await server.shutdown();
});

import { deepEqual, equal, match, rejects } from "node:assert/strict";
import { CUT_OFF } from "@mlops/closing";
import { temporaryServer } from "@mlops/testing/temporary_server";
import type { TrackingServerOptions } from "./mod.ts";

const API = "/api/2.0/mlflow";

Deno.test("an unknown endpoint is a 404, a wrong method a 405 with what is allowed", async () => {
  using server = temporaryServer();
  const unknown = await server.send("GET", `${API}/nonsense`);
  deepEqual([unknown.status, await unknown.json()], [404, {
    "error_code": "ENDPOINT_NOT_FOUND",
    message: "No such endpoint: /api/2.0/mlflow/nonsense",
  }]);
  equal((await server.send("GET", "/nonsense")).status, 404);
  const wrong = await server.send("GET", `${API}/runs/create`);
  deepEqual([wrong.status, wrong.headers.get("allow")], [405, "POST"]);
  const alias = await server.send("PUT", `${API}/registered-models/alias`, {});
  equal(alias.headers.get("allow"), "POST, GET, DELETE");
});

Deno.test("/ajax-api/2.0 answers as /api/2.0 does", async () => {
  using server = temporaryServer();
  const response = await server.send("GET", "/ajax-api/2.0/mlflow/experiments/get?experiment_id=0");
  equal((await response.json()).experiment.name, "Default");
});

Deno.test("a body that is no JSON object is refused", async () => {
  using server = temporaryServer();
  for (const body of ["{", "null", "[]", '"text"', "<html>", "1e999"]) {
    const response = await server.send("POST", `${API}/experiments/create`, body);
    equal(response.status, 400, body);
    match((await response.json()).error_code, /^(BAD_REQUEST|INVALID_PARAMETER_VALUE)$/);
  }
});

Deno.test("a body that breaks off is refused, and leaves nothing", async () => {
  const errors: unknown[] = [];
  using server = temporaryServer({ onError: (error) => errors.push(error) });
  for (
    const [method, path, type] of [
      ["POST", `${API}/experiments/create`, "application/json"],
      ["PUT", "/api/2.0/mlflow-artifacts/artifacts/1/half", "application/octet-stream"],
    ] as const
  ) {
    const body = ReadableStream.from(async function* () {
      yield new TextEncoder().encode('{"name":"half"}');
      await Promise.reject(new TypeError("broken"));
    }());
    const headers = { "content-type": type };
    const answer = await server.fetch(
      new Request(`http://tracking${path}`, { method, body, headers }),
    );
    equal(answer.status, 400);
    const { "error_code": code, message } = await answer.json();
    equal(code, "BAD_REQUEST");
    match(message, /must arrive whole: it broke off$/);
  }
  const listed = await server.send("GET", "/api/2.0/mlflow-artifacts/artifacts?path=1");
  deepEqual([await listed.json(), errors], [{}, []]);
});

Deno.test("a body of another type is refused, as any web page could send it", async () => {
  using server = temporaryServer();
  const url = `http://tracking${API}/experiments/create`;
  const form = await server.fetch(new Request(url, { method: "POST", body: '{"name":"x"}' }));
  deepEqual([form.status, (await form.json()).message], [
    400,
    'Content-Type must be "application/json": is "text/plain"',
  ]);
});

Deno.test("fields of wrong types are named", async () => {
  using server = temporaryServer();
  const cases: [string, unknown, string][] = [
    ["experiments/create", { name: 5 }, '"request.name" must be a string: is of type number'],
    ["runs/create", { tags: "x" }, '"request.tags" must be a list: is of type string'],
    ["runs/create", { tags: [1] }, '"request.tags[0]" must be an object: is of type number'],
    [
      "runs/create",
      { start_time: "soon" },
      '"request.start_time" must be a number: is of type string',
    ],
    ["runs/create", { start_time: 1.5 }, '"request.start_time" must be an integer: is 1.5'],
    ["runs/update", {}, '"request.run_uuid" must be a string: is missing'],
    [
      "runs/log-metric",
      { run_id: "r", key: "m", value: "x", timestamp: 1 },
      '"request.value" must be a number: is of type string',
    ],
    [
      "runs/log-metric",
      { run_id: "r", key: "m", value: 1 },
      "Timestamp must be a nonnegative long (64-bit integer)",
    ],
    [
      "runs/search",
      { max_results: 0 },
      "Invalid value 0 for parameter 'max_results' supplied. It must be a positive integer, at most 50000",
    ],
    ["runs/search", { page_token: "x" }, "Invalid page token"],
    [
      "runs/search",
      { run_view_type: "SOME" },
      "Invalid value 'SOME' for parameter 'run_view_type'",
    ],
  ];
  for (const [call, body, message] of cases) {
    const response = await server.send("POST", `${API}/${call}`, body);
    deepEqual([response.status, await response.json()], [400, {
      "error_code": "INVALID_PARAMETER_VALUE",
      message,
    }], call);
  }
});

Deno.test("bodies and artifacts beyond their limits are refused with 413, and leave nothing", async () => {
  using server = temporaryServer({ maxBodyBytes: 100, maxArtifactBytes: 1_000 });
  const json = await server.send("POST", `${API}/experiments/create`, { name: "x".repeat(100) });
  deepEqual([json.status, (await json.json()).error_code], [413, "REQUEST_TOO_LARGE"]);
  const path = "/api/2.0/mlflow-artifacts/artifacts/big";
  equal((await server.send("PUT", path, new Uint8Array(1_000))).status, 200);
  equal((await server.send("PUT", path, new Uint8Array(1_001))).status, 413);
  equal((await (await server.send("GET", path)).bytes()).length, 1_000);
  deepEqual(await Array.fromAsync(Deno.readDir(`${server.root}/.staging`)), []);
});

Deno.test("an upload that is announced as too large is refused before it is read", async () => {
  using server = temporaryServer({ maxArtifactBytes: 1_000 });
  let isRead = false;
  const body = new ReadableStream({ pull: () => void (isRead = true) }, { highWaterMark: 0 });
  const response = await server.fetch(
    new Request("http://tracking/api/2.0/mlflow-artifacts/artifacts/big", {
      method: "PUT",
      headers: { "content-length": "1001", "content-type": "text/plain" },
      body,
    }),
  );
  deepEqual([response.status, response.headers.get("connection"), isRead], [413, "close", false]);
});

Deno.test("an upload that stands still, or takes too long, is given up and leaves nothing", async () => {
  const url = "http://tracking/api/2.0/mlflow-artifacts/artifacts/slow";
  const cases: [Partial<TrackingServerOptions>, number, RegExp][] = [
    [{ maxStallMs: 20 }, Infinity, /with less than 20 ms between its parts/],
    [{ maxStallMs: 60_000, maxArtifactMs: 20 }, 1, /within 20 ms/],
  ];
  for (const [limits, everyMs, reason] of cases) {
    using server = temporaryServer(limits);
    let timer: ReturnType<typeof setInterval> | undefined;
    const { promise: isLeft, resolve } = Promise.withResolvers<void>();
    const body = new ReadableStream<Uint8Array>({
      start(controller) {
        controller.enqueue(new Uint8Array(1));
        if (Number.isFinite(everyMs)) {
          timer = setInterval(() => controller.enqueue(new Uint8Array(1)), everyMs);
        }
      },
      cancel() {
        clearInterval(timer);
        resolve();
      },
    });
    const response = await server.fetch(new Request(url, { method: "PUT", body }));
    const answer = await response.json();
    deepEqual([response.status, answer["error_code"]], [408, "REQUEST_TIMEOUT"]);
    match(answer.message, reason);
    deepEqual(await Array.fromAsync(Deno.readDir(`${server.root}/.staging`)), []);
    await isLeft;
  }
});

Deno.test("a download whose reader falls silent is cut off, and its file closed", async () => {
  using server = temporaryServer({ maxStallMs: 20 });
  const path = "/api/2.0/mlflow-artifacts/artifacts/large";
  await server.send("PUT", path, new Uint8Array(1_000_000));
  const reader = (await server.send("GET", path)).body!.getReader();
  equal((await reader.read()).done, false);
  await rejects(reader.closed, (error) => error === CUT_OFF);
});

Deno.test("a body of broken characters makes nothing", async () => {
  using server = temporaryServer();
  const bodies = [
    Uint8Array.of(...new TextEncoder().encode('{"name":"'), 0xff, 0x22, 0x7d),
    '{"name":"x\\ud800y"}',
    '{"name":"x\\\\\\udc00"}',
  ];
  for (const body of bodies) {
    const response = await server.send("POST", `${API}/registered-models/create`, body);
    deepEqual([response.status, (await response.json())["error_code"]], [400, "BAD_REQUEST"]);
  }
  for (const body of ['{"name":"a\\ud83d\\ude00"}', '{"name":"b","description":"\\\\ud800"}']) {
    const response = await server.send("POST", `${API}/registered-models/create`, body);
    equal(response.status, 200, await response.text());
  }
});

Deno.test("a value that a client broke does not break what is added to it", async () => {
  using server = temporaryServer();
  const { run: { info } } = await (await server.send("POST", `${API}/runs/create`, {})).json();
  const tag = { "run_id": info.run_id, key: "mlflow.log-model.history", value: "{" };
  await server.send("POST", `${API}/runs/set-tag`, tag);
  const model = { "artifact_path": "m", flavors: {}, "utc_time_created": "x", "run_id": "r" };
  const body = { "run_id": info.run_id, "model_json": JSON.stringify(model) };
  equal((await server.send("POST", `${API}/runs/log-model`, body)).status, 200);
});

Deno.test("names and aliases of any length are refused as what they are, never as an error inside", async () => {
  const faults: unknown[] = [];
  using server = temporaryServer({ onError: (error) => faults.push(error) });
  await server.send("POST", `${API}/registered-models/create`, { name: "m" });
  const source = "mlflow-artifacts:/1/r/artifacts/m";
  await server.send("POST", `${API}/model-versions/create`, { name: "m", source });
  for (const length of [256, 2_048, 100_000]) {
    for (const character of ["a", "é", "😀"]) {
      const long = character.repeat(length);
      const calls: [string, string, unknown][] = [
        ["POST", "registered-models/alias", { name: "m", alias: long, version: "1" }],
        ["POST", "registered-models/alias", { name: "m", alias: "a", version: long }],
        ["POST", "registered-models/alias", { name: long, alias: "a", version: "1" }],
        ["POST", "registered-models/create", { name: long }],
        ["POST", "model-versions/create", { name: "m", source: `s3://${long}${long}` }],
        ["POST", "model-versions/create", { name: "m", source, "model_id": long }],
        ["GET", `registered-models/alias?name=m&alias=${encodeURIComponent(long)}`, undefined],
        ["GET", `logged-models/${encodeURIComponent(long)}`, undefined],
      ];
      for (const [method, call, body] of calls) {
        const response = await server.send(method, `${API}/${call}`, body);
        const isTaken = call === "model-versions/create" && response.status === 200;
        equal(isTaken || [400, 404].includes(response.status), true, `${call} ${length}`);
        await response.body?.cancel();
      }
    }
  }
  deepEqual(faults, []);
});

Deno.test("a version's source that cannot be resolved is refused by what is not there", async () => {
  using server = temporaryServer();
  await server.send("POST", `${API}/registered-models/create`, { name: "m" });
  const cases: [string, number, RegExp][] = [
    ["models:/m/7", 404, /version=7\) not found/],
    ["models:/m@nope", 400, /alias nope not found/],
    ["models:/none/1", 404, /name=none not found/],
    [`models:/m-${"0".repeat(32)}`, 404, /Model 'm-0{32}' not found/],
    ["models:/m", 400, /Cannot parse model URI/],
    ["file:///etc", 400, /clients can reach/],
    ["/etc", 400, /clients can reach/],
    [`s3://${"x".repeat(3_000)}`, 400, /at most 2000 characters/],
  ];
  for (const [source, status, reason] of cases) {
    const response = await server.send("POST", `${API}/model-versions/create`, {
      name: "m",
      source,
    });
    equal(response.status, status, source);
    match((await response.json()).message, reason);
  }
  const versions = await server.send("GET", `${API}/model-versions/search`);
  deepEqual(await versions.json(), {});
});

Deno.test("a version outlives its run", async () => {
  using server = temporaryServer();
  const { run: { info } } = await (await server.send("POST", `${API}/runs/create`, {})).json();
  await server.send("POST", `${API}/registered-models/create`, { name: "m" });
  const source = `${info.artifact_uri}/model`;
  const version = { name: "m", source, "run_id": info.run_id };
  await server.send("POST", `${API}/model-versions/create`, version);
  await server.send("POST", `${API}/runs/delete`, { "run_id": info.run_id });
  const place = await server.send("GET", `${API}/model-versions/get-download-uri?name=m&version=1`);
  deepEqual(await place.json(), { "artifact_uri": source });
});

Deno.test("an upload that breaks off leaves the old file, and nothing else", async () => {
  using server = temporaryServer();
  const url = "http://tracking/api/2.0/mlflow-artifacts/artifacts/1/model.onnx";
  await server.fetch(new Request(url, { method: "PUT", body: "old" }));
  const broken = new ReadableStream({
    pull(controller) {
      controller.enqueue(new Uint8Array(1_000));
      controller.error(new Error("connection lost"));
    },
  });
  equal((await server.fetch(new Request(url, { method: "PUT", body: broken }))).status, 400);
  equal(await (await server.fetch(new Request(url))).text(), "old");
  deepEqual(await Array.fromAsync(Deno.readDir(`${server.root}/.staging`)), []);
});

Deno.test("an error of the server's own shows no details", async () => {
  const faults: unknown[] = [];
  using server = temporaryServer({ onError: (error) => faults.push(error) });
  await Deno.remove(`${server.root}/.staging`, { recursive: true });
  const response = await server.send("POST", `${API}/runs/create`, {});
  deepEqual([response.status, await response.json()], [500, {
    "error_code": "INTERNAL_ERROR",
    message: "Internal error",
  }]);
  equal(faults.length, 1);
});

Deno.test("one malformed folder does not hide the others", async () => {
  using server = temporaryServer();
  const mlruns = `${server.root}/mlruns`;
  await server.send("POST", `${API}/registered-models/create`, { name: "good" });
  for (const [folder, meta] of [["models/bad", "{"], ["7", "- a"], ["8", "name: 5"]] as const) {
    await Deno.mkdir(`${mlruns}/${folder}`);
    await Deno.writeTextFile(`${mlruns}/${folder}/meta.yaml`, meta);
  }
  await Deno.mkdir(`${mlruns}/models/empty`);
  await Deno.mkdir(`${mlruns}/0/not-a-run`);
  const models = await (await server.send("GET", `${API}/registered-models/search`)).json();
  deepEqual(models["registered_models"].map((model: { name: string }) => model.name), ["good"]);
  const experiments = await (await server.send("GET", `${API}/experiments/search`)).json();
  deepEqual(experiments.experiments.map((found: { name: string }) => found.name), ["Default"]);
  const runs = await server.send("POST", `${API}/runs/search`, { "experiment_ids": ["0"] });
  deepEqual(await runs.json(), {});
});

Deno.test("artifacts are sent as attachments that cannot act as a page", async () => {
  using server = temporaryServer();
  const path = "/api/2.0/mlflow-artifacts/artifacts/1/r%C3%A9sultat.svg";
  await server.send("PUT", path, "<svg/>");
  const response = await server.send("GET", path);
  deepEqual(
    ["content-type", "content-disposition", "content-security-policy", "x-content-type-options"]
      .map((name) => response.headers.get(name)),
    [
      "image/svg+xml",
      "attachment; filename*=UTF-8''r%C3%A9sultat.svg",
      "default-src 'none'; sandbox",
      "nosniff",
    ],
  );
  equal(await response.text(), "<svg/>");
});

Deno.test("no other site reaches anything of the tracking server", async () => {
  using server = temporaryServer();
  const artifact = "/api/2.0/mlflow-artifacts/artifacts/1/x";
  const ask = async (url: string, init?: RequestInit) => {
    const response = await server.fetch(new Request(url, init));
    return [response.status, (await response.json()).message];
  };
  for (const path of ["/", "/health", `${API}/experiments/get?experiment_id=0`, artifact]) {
    const [status, message] = await ask(`http://evil.example:5000${path}`);
    equal(status, 421, path);
    match(message, /^The host must be one that this server is known by: is "evil\.example:5000"/);
  }
  const headers = { "content-type": "application/json", origin: "http://evil.example" };
  for (const [method, path] of [["POST", `${API}/experiments/create`], ["PUT", artifact]]) {
    const init = { method: method!, headers, body: '{"name":"x"}' };
    deepEqual(await ask(`http://localhost:5000${path}`, init), [
      403,
      'The request must come from a page of this server: comes from "http://evil.example"',
    ]);
  }
  const untyped = { method: "PUT", headers: { "content-length": "1" }, body: Uint8Array.of(1) };
  equal((await ask(`http://localhost:5000${artifact}`, untyped))[0], 415);
  // Its own page, and programs.
  const own = { ...headers, origin: "http://localhost:5000" };
  for (const taken of [own, { "content-type": "application/json" }]) {
    const init = { method: "PUT", headers: taken, body: "x" };
    equal((await ask(`http://localhost:5000${artifact}`, init))[0], 200);
  }
});

Deno.test("all artifacts together stay within the quota", async () => {
  using server = temporaryServer({ maxArtifactsBytes: 1_000 });
  const put = async (name: string, bytes: number, method = "PUT") => {
    const path = `/api/2.0/mlflow-artifacts/artifacts/1/${name}`;
    const body = method === "PUT" ? new Uint8Array(bytes) : undefined;
    const response = await server.send(method, path, body);
    return [response.status, (await response.json()).error_code];
  };
  deepEqual(await put("a", 600), [200, undefined]);
  deepEqual(await put("b", 500), [507, "RESOURCE_LIMIT_EXCEEDED"]);
  deepEqual(await put("b", 400), [200, undefined]);
  deepEqual(await put("c", 1), [507, "RESOURCE_LIMIT_EXCEEDED"]);
  await put("a", 0, "DELETE");
  deepEqual(await put("c", 600), [200, undefined]);
  deepEqual(await Array.fromAsync(Deno.readDir(`${server.root}/.staging`)), []);
});

import { deepEqual, equal, rejects } from "node:assert/strict";
import { MlflowClient, type MlflowClientOptions, MlflowError } from "./mod.ts";

/** Answers each request with the next of some responses. */
function answering(...responses: (() => Response)[]) {
  const requests: Request[] = [];
  const fetch = (input: string | URL | Request, init?: RequestInit) => {
    requests.push(new Request(input, init));
    return Promise.resolve(responses[requests.length - 1]?.() ?? new Response("{}"));
  };
  return { requests, fetch };
}

function clientOf(fetch: typeof globalThis.fetch, options: Partial<MlflowClientOptions> = {}) {
  return new MlflowClient({
    trackingUri: new URL("http://tracking.test/base/"),
    fetch,
    retries: { maxAttempts: 1 },
    ...options,
  });
}

Deno.test("MlflowClient sends Basic or Bearer, from options or from the tracking URI", async () => {
  const { requests, fetch } = answering();
  const ignore = () => {};
  await clientOf(fetch).runs.getRun("r").catch(ignore);
  await clientOf(fetch, { credentials: { token: "t" } }).runs.getRun("r").catch(ignore);
  const trackingUri = new URL("http://ada:p%40ss@tracking.test");
  await clientOf(fetch, { trackingUri }).runs.getRun("r").catch(ignore);
  deepEqual(requests.map((request) => request.headers.get("authorization")), [
    null,
    "Bearer t",
    "Basic YWRhOnBAc3M=",
  ]);
  equal(requests[2]?.url, "http://tracking.test/api/2.0/mlflow/runs/get?run_id=r");
});

Deno.test("MlflowClient shows credentials neither in its address nor in errors", async () => {
  const trackingUri = new URL("http://ada:secret@tracking.test");
  const answers = [
    () => new Response("<html>", { status: 200 }),
    () => new Response("no", { status: 401 }),
  ];
  const { fetch } = answering(...answers);
  const client = clientOf(fetch, { trackingUri });
  equal(client.trackingUri, "http://tracking.test");
  for (const _ of answers) {
    await rejects(client.runs.getRun("r"), (error) => {
      return error instanceof MlflowError && !`${error.message}${error.stack}`.includes("secret");
    });
  }
});

Deno.test("MlflowClient sends no credentials to another server", async () => {
  const { requests, fetch } = answering();
  const client = clientOf(fetch, { credentials: { token: "secret" } });
  await client.artifacts.downloadArtifact("mlflow-artifacts://other.test/1/r/artifacts", "f");
  await client.artifacts.downloadArtifact("mlflow-artifacts:/1/r/artifacts", "f");
  deepEqual(requests.map((request) => request.headers.get("authorization")), [
    null,
    "Bearer secret",
  ]);
});

Deno.test("MlflowClient leaves unset fields out, and writes NaN as protobuf does", async () => {
  const { requests, fetch } = answering();
  const client = clientOf(fetch);
  await client.runs.logMetric("r", { key: "m", value: NaN, timestamp: 5 });
  await client.runs.updateRun("r", { status: "FINISHED" }).catch(() => {});
  await client.registry.searchModelVersions({
    orderBy: ["name", "version_number"],
    pageToken: null,
  });
  deepEqual(await requests[0]?.json(), {
    "run_id": "r",
    key: "m",
    value: "NaN",
    timestamp: 5,
    step: 0,
  });
  deepEqual(await requests[1]?.json(), { "run_id": "r", status: "FINISHED" });
  equal(
    requests[2]?.url,
    "http://tracking.test/base/api/2.0/mlflow/model-versions/search?order_by=name&order_by=version_number",
  );
});

Deno.test("MlflowClient takes int64 written as text", async () => {
  const { fetch } = answering(() =>
    Response.json({
      metrics: [{ key: "m", value: "Infinity", timestamp: "1700000000000", step: "3" }],
    })
  );
  deepEqual(await clientOf(fetch).runs.getMetricHistory("r", "m"), [
    { key: "m", value: Infinity, timestamp: 1_700_000_000_000, step: 3 },
  ]);
});

Deno.test("listArtifacts() refuses names that would leave the folder", async () => {
  for (const path of ["../x", "/etc/passwd", "a/b", "..", "a\\b", "", "x\0"]) {
    const { fetch } = answering(() => Response.json({ files: [{ path, "is_dir": false }] }));
    await rejects(clientOf(fetch).artifacts.listArtifacts("mlflow-artifacts:/1"), {
      name: "MlflowError",
      code: "INVALID_RESPONSE",
    }, path);
  }
});

Deno.test("a refusal carries MLflow's code and message, and what to make of it", async () => {
  const body = { "error_code": "RESOURCE_DOES_NOT_EXIST", message: "Run 'r' not found" };
  const { fetch } = answering(
    () => Response.json(body, { status: 404 }),
    () => new Response("<h1>Bad gateway</h1>", { status: 502, headers: { "retry-after": "7" } }),
    () => new Response(null, { status: 302, headers: { location: "http://login.test" } }),
  );
  const client = clientOf(fetch);
  await rejects(client.runs.getRun("r"), {
    name: "MlflowError",
    status: 404,
    code: "RESOURCE_DOES_NOT_EXIST",
    retryable: false,
    message: "Cannot complete MLflow request: RESOURCE_DOES_NOT_EXIST: Run 'r' not found",
  });
  await rejects(client.runs.getRun("r"), {
    status: 502,
    code: "HTTP_502",
    retryable: true,
    retryAfterMs: 7_000,
    message:
      "Cannot complete MLflow request: HTTP_502: GET http://tracking.test/base/api/2.0/mlflow/runs/get was answered with status 502",
  });
  await rejects(client.runs.setTag("r", { key: "k", value: "v" }), {
    status: 302,
    code: "HTTP_302",
  });
});

import { deepEqual, equal, rejects } from "node:assert/strict";
import { freePort } from "@mlops/processes/free_port";
import { MlflowClient, type MlflowClientOptions, MlflowError } from "./mod.ts";

/** Accepts connections and answers each request with the same bytes, then hangs or closes. */
function rawServer(answer: string, end: "close" | "hang") {
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const open = new Set<Deno.Conn>();
  let requests = 0;
  const done = (async () => {
    for await (const connection of listener) {
      open.add(connection);
      requests += 1;
      try {
        await connection.read(new Uint8Array(65_536));
        await connection.write(new TextEncoder().encode(answer));
        if (end === "close") connection.close();
      } catch {
        // The client has gone away.
      }
    }
  })();
  return {
    url: new URL(`http://127.0.0.1:${listener.addr.port}`),
    requests: () => requests,
    async [Symbol.asyncDispose]() {
      listener.close();
      for (const connection of open) {
        try {
          connection.close();
        } catch {
          // Closed already.
        }
      }
      await done;
    },
  };
}

function clientOf(trackingUri: URL, options: Partial<MlflowClientOptions> = {}): MlflowClient {
  return new MlflowClient({ trackingUri, retries: { maxAttempts: 1 }, ...options });
}

function http(body: string, type = "application/json", length = body.length): string {
  return `HTTP/1.1 200 OK\r\ncontent-type: ${type}\r\ncontent-length: ${length}\r\n\r\n${body}`;
}

/** Answers that no tracking server gives, and what the client makes of them. */
const NONSENSE: [string, string, string][] = [
  ["an HTML page", http("<!doctype html><p>Log in", "text/html"), "INVALID_RESPONSE"],
  ["nothing", http(""), "INVALID_RESPONSE"],
  ["truncated JSON", http('{"run": {"info": {"run_id": "'), "INVALID_RESPONSE"],
  ["a body cut off", http('{"run":', "application/json", 1_000), "UNREACHABLE"],
  ["a list", http("[1, 2]"), "INVALID_RESPONSE"],
  ["another object", http('{"message": "hello"}'), "INVALID_RESPONSE"],
  ["a number for an id", http('{"run": {"data": {}, "info": {"run_id": 5}}}'), "INVALID_RESPONSE"],
  [
    "a text for a list",
    http('{"run": {"data": {"metrics": "x"}, "info": {}}}'),
    "INVALID_RESPONSE",
  ],
  ["a null", http('{"run": null}'), "INVALID_RESPONSE"],
  ["no HTTP", "SSH-2.0-OpenSSH_9.2\r\n", "UNREACHABLE"],
  ["a status of its own", "HTTP/1.1 299 Odd\r\ncontent-length: 1\r\n\r\n{", "INVALID_RESPONSE"],
];

for (const [name, answer, code] of NONSENSE) {
  Deno.test(`getRun() answered with ${name} is an MlflowError`, async () => {
    await using server = rawServer(answer, "close");
    await rejects(clientOf(server.url).runs.getRun("r"), (error) => {
      return error instanceof MlflowError && error.code === code &&
        error.message.startsWith(`Cannot complete MLflow request: ${code}: `);
    });
  });
}

Deno.test("a server that hangs, before or in its answer, is given up after the time limit", async () => {
  for (const answer of ["", http('{"run":', "application/json", 1_000)]) {
    await using server = rawServer(answer, "hang");
    await rejects(clientOf(server.url, { timeoutMs: 100 }).runs.getRun("r"), {
      name: "MlflowError",
      status: 0,
      code: "TIMEOUT",
      retryable: true,
      message:
        `Cannot complete MLflow request: TIMEOUT: GET ${server.url.origin}/api/2.0/mlflow/runs/get must be answered within 100 ms`,
    });
  }
});

Deno.test("a call's own time limit goes before the client's", async () => {
  await using server = rawServer("", "hang");
  const client = clientOf(server.url, { timeoutMs: 3_600_000 });
  await rejects(client.registry.getModelVersionByAlias("n", "a", { timeoutMs: 50 }), {
    code: "TIMEOUT",
  });
  await rejects(client.artifacts.downloadArtifact("mlflow-artifacts:/1", "f", { timeoutMs: 50 }), {
    code: "TIMEOUT",
  });
});

Deno.test("an aborted call rejects with the signal's reason, and is not tried again", async () => {
  await using server = rawServer("", "hang");
  const controller = new AbortController();
  const client = clientOf(server.url, { retries: { maxAttempts: 5 } });
  const call = client.runs.getRun("r", { signal: controller.signal });
  controller.abort(new Error("no longer wanted"));
  await rejects(call, { name: "Error", message: "no longer wanted" });
  await rejects(client.runs.getRun("r", { signal: controller.signal }), {
    message: "no longer wanted",
  });
});

Deno.test("a server that is not there is UNREACHABLE, and creates are tried again", async () => {
  const delays: number[] = [];
  const sleep = (delayMs: number) => {
    delays.push(delayMs);
    return Promise.resolve();
  };
  const client = clientOf(new URL(`http://127.0.0.1:${freePort()}`), {
    retries: { maxAttempts: 3, random: () => 1, sleep },
  });
  await rejects(client.registry.createRegisteredModel("m"), {
    code: "UNREACHABLE",
    retryable: true,
  });
  deepEqual(delays, [100, 200]);
});

Deno.test("a create whose connection breaks after it was sent is not sent twice", async () => {
  await using server = rawServer("", "close");
  const retries = { maxAttempts: 3, sleep: () => Promise.resolve() };
  const client = clientOf(server.url, { retries });
  await rejects(client.registry.createRegisteredModel("m"), { code: "UNREACHABLE" });
  equal(server.requests(), 1);
  await rejects(client.runs.setTag("r", { key: "k", value: "v" }), { code: "UNREACHABLE" });
  equal(server.requests(), 4);
});

Deno.test("an answer without end is cut off at the limit", async () => {
  const chunk = new Uint8Array(1 << 20).fill(0x20);
  let sent = 0;
  const server = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen: () => {} }, () => {
    const body = new ReadableStream<Uint8Array>({
      pull(controller) {
        sent += 1;
        controller.enqueue(chunk);
      },
    });
    return new Response(body);
  });
  const client = clientOf(new URL(`http://127.0.0.1:${server.addr.port}`));
  await rejects(client.runs.getRun("r"), { code: "RESPONSE_TOO_LARGE" });
  await rejects(
    client.artifacts.downloadArtifact("mlflow-artifacts:/1", "f", { maxBytes: 5 << 20 }),
    {
      code: "RESPONSE_TOO_LARGE",
    },
  );
  await server.shutdown();
  equal(sent < 100, true);
});

Deno.test("a streamed upload is opened anew for each try, and measured", async () => {
  const bodies: number[] = [];
  const server = Deno.serve(
    { hostname: "127.0.0.1", port: 0, onListen: () => {} },
    async (request) => {
      bodies.push((await request.bytes()).length);
      return bodies.length === 1 ? new Response("", { status: 503 }) : Response.json({});
    },
  );
  const client = new MlflowClient({
    trackingUri: new URL(`http://127.0.0.1:${server.addr.port}`),
    retries: { sleep: () => Promise.resolve() },
  });
  const sent = await client.artifacts.uploadArtifact("mlflow-artifacts:/1", "f", () => {
    return new Blob(["hello"]).stream();
  });
  await server.shutdown();
  deepEqual(bodies, [5, 5]);
  deepEqual(sent, {
    sizeBytes: 5,
    sha256: "2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824",
  });
});

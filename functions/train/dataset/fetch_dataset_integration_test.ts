import { freePort } from "@mlops/processes/free_port";
import { deepEqual, equal, match, rejects } from "node:assert/strict";
import { createHash } from "node:crypto";
import { parseDatasetLocation } from "./dataset_location.ts";
import { fetchDataset, type FetchLimits } from "./fetch_dataset.ts";

const ABC = new TextEncoder().encode("abc");
const SHA256_OF_ABC = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";

async function withServer(
  handler: (request: Request) => Response | Promise<Response>,
  body: (address: string) => Promise<void>,
): Promise<void> {
  const server = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen: () => {} }, handler);
  try {
    await body(`127.0.0.1:${server.addr.port}`);
  } finally {
    await server.shutdown();
  }
}

async function messageOf(text: string, limits?: FetchLimits): Promise<string> {
  try {
    await fetchDataset(parseDatasetLocation(text), limits);
  } catch (error) {
    if (error instanceof Error && error.name === "DatasetFetchError") return error.message;
    throw error;
  }
  return "";
}

Deno.test("fetchDataset() has the reference data set within itself", async () => {
  const dataset = await fetchDataset(null);
  equal(dataset.name, "diabetes.csv");
  equal(dataset.sha256, "bf81d06e0c0512662862248241ab46d7c29258c6ceaad32f3cab56b52a17fdab");
  equal(dataset.sourceType, "local");
});

Deno.test("fetchDataset() reads a file", async () => {
  const path = await Deno.makeTempFile({ suffix: ".csv" });
  await Deno.writeTextFile(path, "abc");
  const { name, ...dataset } = await fetchDataset({ kind: "file", path });
  match(name, /^[\w-]+\.csv$/);
  deepEqual(dataset, { bytes: ABC, sha256: SHA256_OF_ABC, source: path, sourceType: "local" });
  await Deno.remove(path);
});

Deno.test("fetchDataset() reads an address, and shows neither its credentials nor its query", async () => {
  const seen: string[] = [];
  await withServer((request) => {
    seen.push(`${request.headers.get("authorization")} ${new URL(request.url).search}`);
    return new Response("abc");
  }, async (address) => {
    const url = new URL(`http://ada:p%40ss@${address}/data/d.csv?signature=s3cret`);
    deepEqual(await fetchDataset({ kind: "http", url }), {
      name: "d.csv",
      bytes: ABC,
      sha256: SHA256_OF_ABC,
      source: `http://${address}/data/d.csv`,
      sourceType: "http",
    });
  });
  deepEqual(seen, [`Basic ${btoa("ada:p@ss")} ?signature=s3cret`]);
});

Deno.test("fetchDataset() refuses an answer that is not 200", async () => {
  await withServer(() => new Response("gone", { status: 404 }), async (address) => {
    equal(
      await messageOf(`http://ada:s3cret@${address}/d.csv`),
      `Cannot fetch the data set "http://${address}/d.csv" as ` +
        "the server must answer 200 with a table: answers 404 Not Found",
    );
  });
});

Deno.test("fetchDataset() stops at the size limit, however much would come", async () => {
  const endless = () => {
    return new Response(
      new ReadableStream({
        pull: (controller) => controller.enqueue(new Uint8Array(1000)),
      }),
    );
  };
  await withServer(endless, async (address) => {
    match(
      await messageOf(`http://${address}/d.csv`, { maxBytes: 5000 }),
      /as it must have at most 5000 bytes$/,
    );
  });
});

Deno.test("fetchDataset() stops at the time limit of a server that never answers", async () => {
  const { promise: isOver, resolve: end } = Promise.withResolvers<Response>();
  await withServer(() => isOver, async (address) => {
    const message = await messageOf(`http://${address}/d.csv`, { timeoutMs: 50 });
    end(new Response());
    match(message, /as it must arrive within 50 ms$/);
  });
});

Deno.test("fetchDataset() says what is wrong with a file", async () => {
  equal(
    await messageOf("/nowhere/d.csv"),
    'Cannot fetch the data set "/nowhere/d.csv" as the file must exist: there is none',
  );
  match(await messageOf("/tmp"), /as it must be a file: is a folder or a device$/);
});

Deno.test("fetchDataset() unpacks gzip within the size limit", async () => {
  const packed = new Blob(["abc".repeat(1000)]).stream().pipeThrough(new CompressionStream("gzip"));
  const file = new Uint8Array(await new Response(packed).arrayBuffer());
  const path = await Deno.makeTempFile({ suffix: ".csv.gz" });
  await Deno.writeFile(path, file);
  const { bytes, sha256 } = await fetchDataset({ kind: "file", path });
  equal(new TextDecoder().decode(bytes), "abc".repeat(1000));
  equal(sha256, createHash("sha256").update(file).digest("hex"));
  match(await messageOf(path, { maxBytes: 1000 }), /as it must have at most 1000 bytes$/);
  await Deno.writeFile(path, file.subarray(0, file.length - 4));
  await rejects(fetchDataset({ kind: "file", path }), /its gzip must be whole/);
  await Deno.remove(path);
});

Deno.test("fetchDataset() says that nobody listens", async () => {
  match(
    await messageOf(`http://127.0.0.1:${freePort()}/d.csv`),
    /as it must be reachable: .*refused/,
  );
});

Deno.test("fetchDataset() ends with its signal's reason", async () => {
  const stop = new AbortController();
  const { promise: isOver, resolve: end } = Promise.withResolvers<Response>();
  await withServer(() => {
    stop.abort(new Error("told to stop"));
    return isOver;
  }, async (address) => {
    const url = new URL(`http://${address}/d.csv`);
    await rejects(fetchDataset({ kind: "http", url }, { signal: stop.signal }), {
      message: "told to stop",
    });
    end(new Response());
  });
});

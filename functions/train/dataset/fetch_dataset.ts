import { fetchWithCredentials } from "@mlops/direct_fetch";
import { REFERENCE_TABLE } from "@mlops/tasks/reference";
import { gunzip, TableError } from "@mlops/tables/csv-rows";
import { createHash } from "node:crypto";
import { basename } from "node:path/posix";
import type { Dataset } from "./dataset.ts";
import { accessFault, DatasetFetchError } from "./dataset_fetch_error.ts";
import { type DatasetLocation, describeLocation } from "./dataset_location.ts";

/** Limits of a fetch. */
export interface FetchLimits {
  /** Largest table, in bytes, packed and unpacked. Default 64 MiB, about 2 million rows. */
  readonly maxBytes?: number;
  /** Longest time until the last byte, in ms. Default 60 000. */
  readonly timeoutMs?: number;
  /** Ends the fetch. */
  readonly signal?: AbortSignal;
}

/**
 * Reads the table to train on.
 *
 * @param location Where it is, or `null` for the reference data set, which is part of the program.
 * @param limits How large it may be and how long it may take.
 * @returns The table's bytes, unparsed.
 * @throws {DatasetFetchError} If it is not there, too large or too slow.
 * @throws {TableError} If it is packed by gzip and damaged.
 */
export async function fetchDataset(
  location: DatasetLocation | null,
  limits: FetchLimits = {},
): Promise<Dataset> {
  if (location === null) {
    const bytes = new TextEncoder().encode(REFERENCE_TABLE.text);
    return describeDataset(bytes, bytes, REFERENCE_TABLE.path, "local");
  }
  const source = describeLocation(location);
  const maxBytes = limits.maxBytes ?? 64 * 2 ** 20;
  const timeout = AbortSignal.timeout(limits.timeoutMs ?? 60_000);
  const signal = AbortSignal.any(limits.signal ? [timeout, limits.signal] : [timeout]);
  try {
    const body = location.kind === "http"
      ? await openAddress(location.url, source, signal)
      : await openFile(location.path, source);
    const file = await readAll(body, { source, maxBytes, signal });
    const isPacked = file[0] === 0x1f && file[1] === 0x8b;
    const bytes = isPacked
      ? await readAll(gunzip(basename(source), [file]), { source, maxBytes, signal })
      : file;
    return describeDataset(file, bytes, source, location.kind === "http" ? "http" : "local");
  } catch (error) {
    limits.signal?.throwIfAborted();
    if (error instanceof DatasetFetchError || error instanceof TableError) throw error;
    throw new DatasetFetchError(source, faultOf(error, timeout, limits), { cause: error });
  }
}

function describeDataset(
  file: Uint8Array,
  bytes: Uint8Array,
  source: string,
  sourceType: "local" | "http",
): Dataset {
  const sha256 = createHash("sha256").update(file).digest("hex");
  return { name: basename(source) || "dataset", bytes, sha256, source, sourceType };
}

async function openAddress(
  url: URL,
  source: string,
  signal: AbortSignal,
): Promise<ReadableStream<Uint8Array>> {
  const headers = new Headers({ accept: "text/csv, text/plain;q=0.9, */*;q=0.1" });
  const address = new URL(url);
  if (url.username !== "") {
    const pair = `${decodeURIComponent(url.username)}:${decodeURIComponent(url.password)}`;
    headers.set("authorization", `Basic ${new TextEncoder().encode(pair).toBase64()}`);
    address.username = address.password = "";
  }
  const ask = headers.has("authorization") ? fetchWithCredentials : fetch;
  const response = await ask(address, { headers, signal });
  if (response.status !== 200 || response.body === null) {
    await response.body?.cancel();
    const answer = `${response.status} ${response.statusText}`.trim();
    throw new DatasetFetchError(
      source,
      `the server must answer 200 with a table: answers ${answer}`,
    );
  }
  return response.body;
}

async function openFile(path: string, source: string): Promise<ReadableStream<Uint8Array>> {
  const file = await Deno.open(path);
  if ((await file.stat()).isFile) return file.readable;
  file.close();
  throw new DatasetFetchError(source, "it must be a file: is a folder or a device");
}

async function readAll(
  body: AsyncIterable<Uint8Array>,
  limits: { source: string; maxBytes: number; signal: AbortSignal },
): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let sizeBytes = 0;
  for await (const chunk of body) {
    limits.signal.throwIfAborted();
    sizeBytes += chunk.length;
    if (sizeBytes > limits.maxBytes) {
      throw new DatasetFetchError(limits.source, `it must have at most ${limits.maxBytes} bytes`);
    }
    chunks.push(chunk);
  }
  const bytes = new Uint8Array(sizeBytes);
  let offset = 0;
  for (const chunk of chunks) {
    bytes.set(chunk, offset);
    offset += chunk.length;
  }
  return bytes;
}

function faultOf(error: unknown, timeout: AbortSignal, limits: FetchLimits): string {
  if (timeout.aborted) return `it must arrive within ${limits.timeoutMs ?? 60_000} ms`;
  return accessFault(error);
}

import { MlflowError } from "./mlflow_error.ts";
import type { Transfer } from "./transfer.ts";

/**
 * Reads a body whole, up to a limit.
 *
 * @param response The answer.
 * @param options `maxBytes` is the limit; beyond it the rest is dropped if `isTruncated`, else it is an error.
 * @returns The bytes.
 * @throws {MlflowError} `RESPONSE_TOO_LARGE`, as soon as the limit is passed.
 */
export async function readBody(
  response: Response,
  options: { maxBytes: number; isTruncated?: boolean },
): Promise<Uint8Array<ArrayBuffer>> {
  const { maxBytes, isTruncated = false } = options;
  if (response.body === null) return new Uint8Array(0);
  const reader = openReader(response.body);
  const announced = announcedBytes(response);
  let buffer = new Uint8Array(Math.min(Math.max(FIRST_BYTES, announced), maxBytes + 1));
  let sizeBytes = 0;
  for (let isDone = false; !isDone && sizeBytes <= maxBytes;) {
    if (sizeBytes === buffer.length) {
      // Room for more would be a second copy of what is most likely whole.
      if (sizeBytes === announced && await isAtEnd(reader)) break;
      buffer = enlarged(buffer);
    }
    const read = await reader.read(buffer, sizeBytes);
    buffer = read.buffer;
    sizeBytes += read.sizeBytes;
    isDone = read.isDone;
  }
  if (sizeBytes > maxBytes) {
    // So that the connection is not kept for the rest.
    await reader.cancel();
    if (!isTruncated) throw tooLarge(response, maxBytes);
  }
  const wanted = Math.min(sizeBytes, maxBytes);
  return buffer.length === wanted ? buffer : resized(buffer, wanted);
}

/** The size that an answer announces for what will be read; 0 if none, or if it is that of a compressed one. */
function announcedBytes({ headers }: Response): number {
  const announced = Number(headers.get("content-length") ?? 0);
  return headers.has("content-encoding") || !(announced > 0) ? 0 : announced;
}

/** Tells whether nothing follows what was announced; HTTP lets nothing follow. */
async function isAtEnd(reader: BodyReader): Promise<boolean> {
  const { sizeBytes } = await reader.read(new Uint8Array(1), 0);
  if (sizeBytes === 0) return true;
  await reader.cancel();
  throw new RangeError("Cannot read body as it must have the size that its Content-Length says");
}

/** Gives a buffer another length without a copy beside it. */
function resized(buffer: Uint8Array<ArrayBuffer>, length: number): Uint8Array<ArrayBuffer> {
  return new Uint8Array(buffer.buffer.transfer(length));
}

/** Answers of the registry are mostly smaller. */
const FIRST_BYTES = 16 * 1024;

/** What one read has given. */
interface BodyRead {
  /** The buffer to go on with; the one that was given may be gone. */
  readonly buffer: Uint8Array<ArrayBuffer>;
  readonly sizeBytes: number;
  readonly isDone: boolean;
}

/** Reads the next bytes of a body into a buffer, behind those that it holds already. */
interface BodyReader {
  read(buffer: Uint8Array<ArrayBuffer>, offset: number): Promise<BodyRead>;
  cancel(): Promise<void>;
}

/**
 * MLflow sends a model in pieces of some fifty bytes, as it breaks files into lines. Deno hands out
 * each with a buffer of 64 KiB behind it: kept until the end, the 0.5 MB of the reference model take
 * 500 MB. So bytes are read into a buffer of one's own where the body allows it, and copied elsewhere.
 */
function openReader(body: ReadableStream<Uint8Array<ArrayBuffer>>): BodyReader {
  const reader = byobReader(body);
  if (reader !== null) {
    return {
      async read(buffer, offset) {
        const { value, done } = await reader.read(buffer.subarray(offset));
        if (value === undefined) return { buffer: new Uint8Array(0), sizeBytes: 0, isDone: true };
        return { buffer: new Uint8Array(value.buffer), sizeBytes: value.length, isDone: done };
      },
      cancel: () => reader.cancel(),
    };
  }
  const chunks = body.getReader();
  return {
    async read(buffer, offset) {
      const { value, done } = await chunks.read();
      if (done) return { buffer, sizeBytes: 0, isDone: true };
      while (offset + value.length > buffer.length) buffer = enlarged(buffer);
      buffer.set(value, offset);
      return { buffer, sizeBytes: value.length, isDone: false };
    },
    cancel: () => chunks.cancel(),
  };
}

function byobReader(
  body: ReadableStream<Uint8Array<ArrayBuffer>>,
): ReadableStreamBYOBReader | null {
  try {
    return body.getReader({ mode: "byob" });
  } catch (error) {
    // A stream that was not made for it, as a test or a transformation makes one.
    if (!(error instanceof TypeError)) throw error;
    return null;
  }
}

function enlarged(buffer: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> {
  return resized(buffer, 2 * buffer.length);
}

/**
 * Passes a body on chunk by chunk, hashing it on the way.
 *
 * @param response The answer.
 * @param sink Where the bytes go; closed at the end, aborted on failure.
 * @param maxBytes Limit of the size.
 * @returns Size and SHA-256 of what went through.
 * @throws {MlflowError} `RESPONSE_TOO_LARGE`, as soon as the limit is passed.
 */
export async function pipeBody(
  response: Response,
  sink: WritableStream<Uint8Array>,
  maxBytes: number,
): Promise<Transfer> {
  const { TransferMeter } = await import("./transfer_meter.ts");
  const meter = new TransferMeter((sizeBytes) => {
    if (sizeBytes > maxBytes) throw tooLarge(response, maxBytes);
  });
  const body: ReadableStream<Uint8Array> = response.body ?? new Blob().stream();
  await body.pipeThrough(meter.stream).pipeTo(sink);
  return meter.transfer();
}

function tooLarge(response: Response, maxBytes: number): MlflowError {
  return new MlflowError(
    response.status,
    "RESPONSE_TOO_LARGE",
    `the answer must be at most ${maxBytes} bytes`,
  );
}

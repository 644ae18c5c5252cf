import { type BegunBody, GrowingBytes, PieceReader } from "@mlops/closing";
import { decodedBody, encodingOf } from "./content_encoding.ts";
import { Problem } from "./problem.ts";

/** Most bytes of a body that holds one object. */
export const ONE_OBJECT_BYTES = 16 * 1024;

/** Most bytes of a body that holds many rows. */
export const MANY_ROWS_BYTES = 4 * 1024 * 1024;

/**
 * Memory that a byte of a large body takes: the byte, its text, the values that it becomes, and the rows
 * of those.
 */
const MEMORY_PER_BYTE = 4;

/** Large bodies without a length hold memory in steps. */
const STEP_BYTES = 256 * 1024;

/** A request whose body is wanted. */
export interface Asked {
  /** The request. */
  readonly request: Request;
  /**
   * Holds memory for a large body.
   *
   * @throws {Problem} 503 if there is none left.
   */
  hold?(bytes: number): void;
  /** Its body, while it is read and can be given up. */
  begun?: BegunBody | null;
}

/**
 * Reads the size that a request announces for its body, and holds memory for a large one.
 *
 * @param limitBytes Most bytes that it may have.
 * @returns The size in bytes, or `null` if it announces none, or that of the compressed body.
 * @throws {Problem} 413 beyond the limit.
 */
export function announcedBytes(asked: Asked, limitBytes: number): number | null {
  const { request } = asked;
  const announced = request.headers.get("content-length");
  if (announced === null) return null;
  const sizeBytes = Number(announced);
  if (sizeBytes > limitBytes) throw tooLarge(limitBytes);
  if (encodingOf(request) !== null) return null;
  if (sizeBytes > ONE_OBJECT_BYTES) asked.hold?.(MEMORY_PER_BYTE * sizeBytes);
  return sizeBytes;
}

/**
 * Reads a body to its end; one that is compressed is measured as it comes out.
 *
 * @param announced Its size in bytes, for which memory is held; `null`: it is not known.
 * @param limitBytes Most bytes to take.
 * @returns The bytes; whoever is done with them may free them by {@linkcode free}.
 * @throws {Problem} 413 beyond the limit, 503 if no memory is left for it.
 */
export async function readWhole(
  asked: Asked,
  { announced, limitBytes }: { announced: number | null; limitBytes: number },
): Promise<Uint8Array<ArrayBuffer>> {
  const body = decodedBody(asked.request);
  const pieces = body === null ? null : new PieceReader(body);
  asked.begun = pieces;
  const whole = new GrowingBytes(announced ?? ONE_OBJECT_BYTES, limitBytes);
  let paidBytes = announced ?? ONE_OBJECT_BYTES;
  for (;;) {
    const read = await pieces?.read();
    // Whoever answers before the end takes the rest: two readers would never let go of the connection.
    if (asked.begun !== pieces) throw new Error("Cannot read body as it was given up");
    if (read?.value === undefined || read.done) break;
    const sizeBytes = whole.size + read.value.length;
    if (sizeBytes > limitBytes) throw tooLarge(limitBytes);
    while (sizeBytes > paidBytes) {
      asked.hold?.(MEMORY_PER_BYTE * STEP_BYTES);
      paidBytes += STEP_BYTES;
    }
    whole.add(read.value);
  }
  asked.begun = null;
  return whole.bytes;
}

/**
 * Gives the memory of bytes back at once, in the place of the next garbage collection, before which others
 * like them would come.
 *
 * @param bytes Bytes that nobody needs any more.
 */
export function free(bytes: Uint8Array<ArrayBuffer>): void {
  bytes.buffer.transfer(0);
}

/**
 * Refuses a body for its size.
 *
 * @param limitBytes Most bytes that it may have.
 * @returns A 413.
 */
export function tooLarge(limitBytes: number): Problem {
  const detail = `The body must have at most ${limitBytes} bytes`;
  return new Problem(413, detail, { headers: { "connection": "close" } });
}

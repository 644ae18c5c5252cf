import { MlflowError } from "./mlflow_error.ts";
import { type Transfer, TransferMeter } from "./transfer.ts";

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
  const chunks: Uint8Array[] = [];
  let sizeBytes = 0;
  for await (const chunk of response.body ?? []) {
    sizeBytes += chunk.length;
    chunks.push(chunk);
    if (sizeBytes > options.maxBytes) {
      // Leaving the loop cancels the body, so that the connection is not kept for the rest.
      if (options.isTruncated) break;
      throw tooLarge(response, options.maxBytes);
    }
  }
  const bytes = new Uint8Array(Math.min(sizeBytes, options.maxBytes));
  let offset = 0;
  for (const chunk of chunks) {
    const part = chunk.subarray(0, bytes.length - offset);
    bytes.set(part, offset);
    offset += part.length;
  }
  return bytes;
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

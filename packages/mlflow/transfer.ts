import type { Transfer } from "./transfer_meter.ts";

export type { Transfer };

/** What can be uploaded: bytes, a text, or a function that opens a stream anew for each try. */
export type UploadBody =
  | Uint8Array<ArrayBuffer>
  | string
  | (() => ReadableStream<Uint8Array>);

/**
 * Measures bytes.
 *
 * @returns Their size and SHA-256.
 */
export async function transferOf(bytes: Uint8Array<ArrayBuffer>): Promise<Transfer> {
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
  return { sizeBytes: bytes.length, sha256: digest.toHex() };
}

/**
 * Prepares an upload that is measured on its way.
 *
 * @param body What to upload.
 * @returns `open` makes the request's body for one try, `transfer` measures the last try's.
 */
export async function hashedUpload(
  body: UploadBody,
): Promise<{ open: () => BodyInit; transfer: () => Transfer }> {
  if (typeof body !== "function") {
    const bytes = typeof body === "string" ? new TextEncoder().encode(body) : body;
    const transfer = await transferOf(bytes);
    return { open: () => bytes, transfer: () => transfer };
  }
  const { TransferMeter } = await import("./transfer_meter.ts");
  let meter = new TransferMeter();
  return {
    open: () => {
      meter = new TransferMeter();
      return body().pipeThrough(meter.stream);
    },
    transfer: () => meter.transfer(),
  };
}

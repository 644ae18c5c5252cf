import type { ApplyError } from "./apply_error.ts";

/**
 * Gets what an address that is not the cluster's holds.
 *
 * @param url The address.
 * @param cannot Makes the error of why it cannot be had, as the end of a sentence.
 * @param init What `fetch` takes.
 * @returns The bytes.
 * @throws {ApplyError} What `cannot` makes.
 */
export async function fetchBytes(
  url: string,
  cannot: (why: string, cause?: unknown) => ApplyError,
  init: RequestInit = {},
): Promise<Uint8Array<ArrayBuffer>> {
  const response = await fetch(url, init).catch((error: Error) => {
    // Deno says why in the cause.
    throw cannot(error.cause instanceof Error ? error.cause.message : error.message, error);
  });
  if (!response.ok) {
    await response.body?.cancel();
    throw cannot(`the server answers ${response.status}`);
  }
  return await response.bytes().catch((error: Error) => {
    throw cannot(error.message, error);
  });
}

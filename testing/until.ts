import { delay } from "@std/async";

/**
 * Waits until a condition holds.
 *
 * @param what What is waited for, for the error.
 * @param holds Asked again and again; a failed request counts as no.
 * @param limitMs Longest wait, default 30 s.
 * @returns How long it took, in ms.
 * @throws {Error} If it does not hold in time.
 */
export async function until(
  what: string,
  holds: () => boolean | Promise<boolean>,
  limitMs = 30_000,
): Promise<number> {
  const began = performance.now();
  for (;;) {
    const isHeld = await Promise.resolve(holds()).catch((error: unknown) => {
      // Nobody listens, or the answer breaks off.
      if (error instanceof TypeError || error instanceof SyntaxError) return false;
      throw error;
    });
    const tookMs = performance.now() - began;
    if (isHeld) return tookMs;
    if (tookMs > limitMs) {
      throw new Error(`Cannot go on as ${what} did not happen in ${limitMs} ms`);
    }
    await delay(5);
  }
}

/**
 * Waits until the service says that it is ready.
 *
 * @param url Its address.
 * @returns How long it took, in ms.
 */
export function untilReady(url: string): Promise<number> {
  return until("/readyz", async () => {
    const response = await fetch(`${url}/readyz`);
    await response.body?.cancel();
    return response.ok;
  });
}

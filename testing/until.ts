import { delay } from "@std/async";

/** Some dozen times what a process takes to start where nothing else runs. */
const LIMIT_MS = 120_000;

/**
 * Waits until a condition holds.
 *
 * @param what What is waited for, for the error.
 * @param holds Asked again and again; a failed request counts as no.
 * @param limitMs Longest wait, so that what never comes is a failure and no hanging test; by default longer
 * than anything takes on the most crowded machine.
 * @returns How long it took, in ms.
 * @throws {Error} If it does not hold in time.
 */
export async function until(
  what: string,
  holds: () => boolean | Promise<boolean>,
  limitMs = LIMIT_MS,
): Promise<number> {
  const began = performance.now();
  for (;;) {
    const isHeld = await Promise.resolve(holds()).catch((error: unknown) => {
      // Nobody listens, the answer breaks off, or it takes longer than its request waits.
      const isNo = error instanceof TypeError || error instanceof SyntaxError ||
        error instanceof DOMException && error.name === "TimeoutError";
      if (isNo) return false;
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
export async function untilReady(url: string): Promise<number> {
  let last = "nobody listens";
  const holds = async () => {
    const response = await fetch(`${url}/readyz`);
    last = `${response.status} ${await response.text()}`;
    return response.ok;
  };
  try {
    return await until(`${url}/readyz`, holds);
  } catch (error) {
    throw new Error(`The service never was ready; last seen: ${last}`, { cause: error });
  }
}

import { delay } from "@std/async";

/**
 * Waits until a GET answers 200.
 *
 * @param url Address to ask.
 * @param exited Settles if the process behind it ends, which ends the wait.
 * @throws {Error} If the process ends first.
 */
export async function untilAnswers(url: string, exited: Promise<unknown>): Promise<void> {
  let hasExited = false;
  exited.then(() => hasExited = true);
  while (!hasExited) {
    try {
      const response = await fetch(url, { signal: AbortSignal.timeout(2_000) });
      await response.body?.cancel();
      if (response.status === 200) return;
    } catch (error) {
      if (!(error instanceof TypeError || error instanceof DOMException)) throw error;
    }
    await delay(50);
  }
  throw new Error(`Cannot reach ${url} as its process has ended`);
}

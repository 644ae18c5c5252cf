/** Longest time for one answer, its body included. A look comes once a second, and this one is missed. */
const LIMIT_MS = 5_000;

/**
 * Reads one answer of a server that may be slow.
 *
 * @param url Its address.
 * @param limitMs Longest time for head and body together.
 * @returns The text; `undefined` if there is no such thing, or it did not come whole in time.
 */
export async function readAnswer(url: string, limitMs = LIMIT_MS): Promise<string | undefined> {
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(limitMs) });
    if (response.ok) return await response.text();
    await response.body?.cancel();
    return undefined;
  } catch (error) {
    // The time may be over in the middle of the body, too.
    if (error instanceof DOMException || error instanceof TypeError) return undefined;
    throw error;
  }
}

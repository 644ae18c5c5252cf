const HEX = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, "0"));

/** What an id from a client may look like; anything else would have to be escaped in logs and headers. */
const ACCEPTABLE = /^[\w.:/+=@-]{1,128}$/;

/** Random bytes are drawn for many ids at once: one call of the system costs more than an id. */
const pool = new Uint8Array(4096);
let used = pool.length;

/**
 * Chooses the id of a request: the client's own, if it can stand in a header and in a log, else a new one.
 *
 * @param given Value of the client's `X-Request-Id`, or `null`.
 * @returns The id, at most 128 characters.
 */
export function requestIdOf(given: string | null): string {
  return given !== null && ACCEPTABLE.test(given) ? given : uuidV7(Date.now());
}

/**
 * Makes a UUID that sorts by time, version 7 of RFC 9562, section 5.7.
 *
 * @param timeMs The present, in ms since 1970.
 * @returns The UUID, in lower case.
 */
export function uuidV7(timeMs: number): string {
  if (used + 10 > pool.length) {
    crypto.getRandomValues(pool);
    used = 0;
  }
  const random = () => pool[used++] as number;
  const hex = (byte: number) => HEX[byte & 0xff] as string;
  const high = Math.floor(timeMs / 0x1_0000_0000);
  const low = timeMs >>> 0;
  return hex(high >>> 8) + hex(high) + hex(low >>> 24) + hex(low >>> 16) +
    "-" + hex(low >>> 8) + hex(low) +
    "-" + hex(0x70 | random() & 0x0f) + hex(random()) +
    "-" + hex(0x80 | random() & 0x3f) + hex(random()) +
    "-" + hex(random()) + hex(random()) + hex(random()) + hex(random()) + hex(random()) +
    hex(random());
}

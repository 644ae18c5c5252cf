/** Three hexadecimal digits each: an id needs six of them besides its time. */
const TRIPLES = Array.from({ length: 4096 }, (_, bits) => bits.toString(16).padStart(3, "0"));

/** The variant of RFC 9562 in the first digit, and three random ones: 10xx in binary. */
const VARIANTS = ["8", "9", "a", "b"];

/** What an id from a client may look like; anything else would have to be escaped in logs and headers. */
const ACCEPTABLE = /^[\w.:/+=@-]{1,128}$/;

/** Random bits are drawn for many ids at once: one call of the system costs more than an id. */
const pool = new Uint16Array(2048);
let used = pool.length;

/** Ids of one millisecond begin alike. */
let lastTimeMs = -1;
let lastPrefix = "";

/**
 * Chooses the id of a request: the client's own, if it can stand in a header and in a log, else a new one.
 *
 * @param given Value of the client's `X-Request-Id`, or `null`.
 * @returns The id, at most 128 characters.
 */
export function requestIdOf(given: string | null): string {
  return given !== null && isRequestId(given) ? given : uuidV7(Date.now());
}

/**
 * Tells whether a text may be the id of a request.
 *
 * @param text The text.
 * @returns Whether it is short enough and needs no escaping.
 */
export function isRequestId(text: string): boolean {
  return ACCEPTABLE.test(text);
}

/**
 * Makes a UUID that sorts by time, version 7 of RFC 9562, section 5.7.
 *
 * @param timeMs The present, in ms since 1970.
 * @returns The UUID, in lower case.
 */
export function uuidV7(timeMs: number): string {
  if (timeMs !== lastTimeMs) {
    const hex = timeMs.toString(16).padStart(12, "0");
    lastPrefix = `${hex.slice(0, 8)}-${hex.slice(8)}-7`;
    lastTimeMs = timeMs;
  }
  if (used + 6 > pool.length) {
    crypto.getRandomValues(pool);
    used = 0;
  }
  const first = pool[used++] as number;
  // The low 12 bits make three digits, two of the others the variant.
  const variant = VARIANTS[first >>> 14] as string;
  return `${lastPrefix}${
    TRIPLES[first & 0xfff]
  }-${variant}${triple()}-${triple()}${triple()}${triple()}${triple()}`;
}

function triple(): string {
  return TRIPLES[(pool[used++] as number) & 0xfff] as string;
}

/** Three hexadecimal digits each: an id counts with its last six. */
const TRIPLES = Array.from({ length: 4096 }, (_, bits) => bits.toString(16).padStart(3, "0"));

/** Ids that begin alike: the last 24 bits count them. */
const COUNT_END = 2 ** 24;

/** What an id from a client may look like; anything else would have to be escaped in logs and headers. */
const ACCEPTABLE = /^[\w.:/+=@-]{1,128}$/;

/** Ids of one millisecond begin alike. */
let lastTimeMs = -1;
let lastHead = "";
let count = 0;

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
 * @returns Whether it is short enough and needs no escaping.
 */
export function isRequestId(text: string): boolean {
  return ACCEPTABLE.test(text);
}

/**
 * Makes a UUID that sorts by time, version 7 of RFC 9562, section 5.7. Those of one millisecond share
 * 50 random bits and count from a random number on (section 6.2, method 2): drawing and writing out
 * all bits for each would cost twentieth parts of a prediction.
 *
 * @param timeMs The present, in ms since 1970.
 * @returns The UUID, in lower case.
 */
export function uuidV7(timeMs: number): string {
  if (timeMs !== lastTimeMs || count === COUNT_END) {
    lastTimeMs = timeMs;
    const random = crypto.randomUUID();
    const hex = timeMs.toString(16).padStart(12, "0");
    // Version 4 has its variant and its random bits in the same places.
    lastHead = `${hex.slice(0, 8)}-${hex.slice(8)}-7${random.slice(15, 30)}`;
    // The upper half of the range stays free to count in.
    count = parseInt(random.slice(30), 16) >>> 1;
  }
  const id = lastHead + TRIPLES[count >>> 12] + TRIPLES[count & 0xfff];
  count++;
  return id;
}

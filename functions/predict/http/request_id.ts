/** What an id may look like; anything else would have to be escaped in logs and headers. */
const ACCEPTABLE = /^[\w.:/+=@-]{1,128}$/;

/** Three hexadecimal digits each. */
const TRIPLES = Array.from({ length: 4096 }, (_, bits) => bits.toString(16).padStart(3, "0"));

/** The digit behind the second hyphen: RFC 9562's variant in its first two bits. */
const VARIANTS = ["-8", "-9", "-a", "-b"];

/** Random digits that an id takes; of the first byte it takes two bits and the second digit. */
const N_RANDOM = 16;

/** Digits are drawn for 1 024 ids at once; a draw for each would cost as much as its answer. */
const drawn = new Uint8Array(1024 * N_RANDOM / 2);
let digits = "";
let nUsed = 0;

/** Ids of one millisecond begin alike and count. */
let lastTimeMs = -1;
let lastHead = "";
let count = 0;

/**
 * Reads the id that a client gave its request. It is kept beside the service's own and decides about no
 * row of the log.
 *
 * @param given Value of the client's `X-Request-Id`, or `null`.
 * @returns The id, at most 128 characters; `null` if there is none, or none that can stand in a header and in a log.
 */
export function clientIdOf(given: string | null): string | null {
  return given !== null && isRequestId(given) ? given : null;
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
 * Makes a UUID that sorts by time, version 7 of RFC 9562, section 5.7: those of one millisecond count in
 * the 12 bits behind the version (section 6.2, method 1). The last 48 bits are drawn anew for each, so
 * that whoever has one cannot guess the next one, and tell an outcome of somebody else's prediction.
 *
 * @param timeMs The present, in ms since 1970.
 * @returns The UUID, in lower case.
 */
export function uuidV7(timeMs: number): string {
  if (timeMs > lastTimeMs || timeMs < lastTimeMs - 1000) begin(timeMs);
  // A millisecond that has no more to give borrows from the next one.
  else if (count === TRIPLES.length) begin(lastTimeMs + 1);
  if (nUsed === digits.length) {
    digits = crypto.getRandomValues(drawn).toHex();
    nUsed = 0;
  }
  const at = nUsed;
  nUsed += N_RANDOM;
  // Few pieces, as each joint takes longer than a random digit.
  return lastHead + TRIPLES[count++]! + VARIANTS[drawn[at / 2]! & 3]! +
    digits.slice(at + 1, at + 4) + "-" + digits.slice(at + 4, at + N_RANDOM);
}

function begin(timeMs: number): void {
  lastTimeMs = timeMs;
  count = 0;
  const hex = timeMs.toString(16).padStart(12, "0");
  lastHead = `${hex.slice(0, 8)}-${hex.slice(8)}-7`;
}

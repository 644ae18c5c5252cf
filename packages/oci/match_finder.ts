/**
 * The dictionary half of the compressor: finds what occurred before.
 *
 * @module
 */

const WINDOW = 1 << 15;
const HASH_SIZE = 1 << 15;
const MIN_MATCH = 3;
const MAX_MATCH = 258;

/** Earlier places compared at most; more gains little (zlib's level 6 looks at 128). */
const MAX_CHAIN = 96;

/** A match of this length is taken without looking whether the next byte starts a longer one. */
const LONG_ENOUGH = 32;

/**
 * Splits bytes into literals and repetitions (LZ77), always in the same way.
 *
 * @param input The bytes.
 * @param emit Receives each part: a literal as `(byte, 0)`, a repetition as
 * `(length 3–258, distance 1–32768)`.
 */
export function findMatches(
  input: Uint8Array,
  emit: (lengthOrByte: number, distance: number) => void,
): void {
  const finder = new MatchFinder(input);
  let position = 0;
  while (position < input.length) {
    let match = finder.longestAt(position);
    finder.add(position);
    if (match === 0) {
      emit(input[position++]!, 0);
      continue;
    }
    let distance = finder.distance;
    // Lazy matching: one byte later there may be a longer repetition.
    while (match < LONG_ENOUGH && position + 1 < input.length) {
      const later = finder.longestAt(position + 1);
      if (later <= match) break;
      emit(input[position++]!, 0);
      finder.add(position);
      match = later;
      distance = finder.distance;
    }
    emit(match, distance);
    for (let i = 1; i < match; i++) finder.add(position + i);
    position += match;
  }
}

class MatchFinder {
  /** Distance of the match that {@linkcode MatchFinder.longestAt} found last. */
  distance = 0;
  readonly #input: Uint8Array;
  readonly #head = new Int32Array(HASH_SIZE).fill(-1);
  readonly #previous = new Int32Array(WINDOW);

  constructor(input: Uint8Array) {
    this.#input = input;
  }

  add(position: number): void {
    if (position + MIN_MATCH > this.#input.length) return;
    const hash = this.#hash(position);
    this.#previous[position & WINDOW - 1] = this.#head[hash]!;
    this.#head[hash] = position;
  }

  longestAt(position: number): number {
    const limit = Math.min(MAX_MATCH, this.#input.length - position);
    if (limit < MIN_MATCH) return 0;
    const input = this.#input;
    let best = MIN_MATCH - 1;
    let candidate = this.#head[this.#hash(position)]!;
    for (let tries = MAX_CHAIN; tries > 0; tries--) {
      if (candidate < 0 || position - candidate > WINDOW - 1) break;
      if (input[candidate + best] === input[position + best]) {
        let length = 0;
        while (length < limit && input[candidate + length] === input[position + length]) length++;
        if (length > best) {
          best = length;
          this.distance = position - candidate;
          if (length === limit) break;
        }
      }
      candidate = this.#previous[candidate & WINDOW - 1]!;
    }
    return best >= MIN_MATCH ? best : 0;
  }

  #hash(position: number): number {
    const input = this.#input;
    const three = input[position]! | input[position + 1]! << 8 | input[position + 2]! << 16;
    return Math.imul(three, 0x9e3779b1) >>> 17;
  }
}

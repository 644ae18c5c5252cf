const ADJECTIVES = "able bright calm clever eager gentle keen lively mellow nimble quiet swift"
  .split(" ");
const NOUNS = "alder birch cedar elm fir hazel juniper larch maple oak rowan willow".split(" ");

/**
 * Draws a name for a run that was given none.
 *
 * @returns E.g. `calm-hazel-417`.
 */
export function newRunName(): string {
  const [a = 0, b = 0, c = 0] = crypto.getRandomValues(new Uint32Array(3));
  return `${ADJECTIVES[a % ADJECTIVES.length]}-${NOUNS[b % NOUNS.length]}-${c % 1_000}`;
}

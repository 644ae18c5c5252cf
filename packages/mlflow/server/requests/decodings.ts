/**
 * Decodes a text's percent signs again and again, until nothing changes. What is safe only until
 * the next decoding is not safe, as a proxy or the real MLflow may decode once more than we do.
 *
 * @param text The text as it came.
 * @returns The text itself, then each decoding.
 */
export function* decodings(text: string): Generator<string> {
  let current = text;
  let previous: string | null = null;
  while (current !== previous) {
    yield current;
    previous = current;
    try {
      current = decodeURIComponent(current);
    } catch {
      // A lone percent sign stands for itself.
    }
  }
}

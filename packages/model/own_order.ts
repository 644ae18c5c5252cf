/**
 * Chooses between two lists of a model's column names: that of its file, in whose order it was fitted,
 * and that of its signature. A signature that was made of the same columns in another order names them
 * for whoever sends rows, but not their places.
 *
 * @param given Names of the signature.
 * @param own Names of the file; `null` or empty where it has none.
 * @returns The file's names if both hold the same, each once; else those of the signature.
 */
export function ownOrder(
  given: readonly string[],
  own: readonly string[] | null,
): readonly string[] {
  if (own === null || own.length !== given.length) return given;
  const names = new Set(given);
  return names.size === own.length && new Set(own).size === own.length &&
      own.every((name) => names.has(name))
    ? own
    : given;
}

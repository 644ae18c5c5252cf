/** Longest name that is looked for among the features however it is written. */
const MAX_LENGTH = 200;

/** The names of a model's features, and what somebody may have meant by another name. */
export class FeatureNames {
  readonly #known: ReadonlySet<string>;
  #byLetters: Map<string, string> | null = null;

  /**
   * Takes the names.
   *
   * @param names The names, as the model has them.
   */
  constructor(names: readonly string[]) {
    this.#known = new Set(names);
  }

  /**
   * Tells whether a feature has this name.
   *
   * @param name The name.
   */
  has(name: string): boolean {
    return this.#known.has(name);
  }

  /**
   * Finds the feature whose name has the same letters and digits, whatever their case, accents and all that
   * stands between.
   *
   * @param name A name that no feature has.
   * @returns The feature's, or `null` where there is none.
   */
  meantBy(name: string): string | null {
    if (name.length > MAX_LENGTH) return null;
    this.#byLetters ??= new Map(Array.from(this.#known, (known) => [lettersOf(known), known]));
    const letters = lettersOf(name);
    return letters === "" ? null : this.#byLetters.get(letters) ?? null;
  }
}

function lettersOf(name: string): string {
  return name.normalize("NFKD").toLowerCase().replaceAll(/[^\p{L}\p{N}]/gu, "");
}

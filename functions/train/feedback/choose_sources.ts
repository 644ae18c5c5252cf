/** Who told an outcome where nobody had to say who they are. */
export const ANONYMOUS = "anonymous";

/** A row whose outcome somebody told. */
export interface ToldRow {
  /** Values by the features' names. */
  readonly features: Readonly<Record<string, unknown>>;
  /** What came true, as text. */
  readonly outcome: string;
  /** Who told it. */
  readonly source: string;
}

/** Whose outcomes are trained on. */
export interface ChosenSources<Row extends ToldRow> {
  /** Their rows, in the same order. */
  readonly rows: readonly Row[];
  /** What somebody should know of the choice, each a sentence without a final period. */
  readonly warnings: readonly string[];
}

/** Outcomes cannot be trained on as it is not clear whose are trusted. */
export class SourcesError extends Error {
  /**
   * Says why.
   *
   * @param message The whole sentence.
   */
  constructor(message: string) {
    super(message);
    this.name = "SourcesError";
  }
}

/**
 * Takes the outcomes of those sources that are trusted.
 *
 * @param rows All rows.
 * @param asked Names of the sources, or `null`: nobody has named any. Then outcomes that nobody in
 * particular told are taken where there are no others, as in the workshop, with a warning.
 * @returns The rows of these sources.
 * @throws {SourcesError} If nobody has named any, and the outcomes come from several.
 */
export function chooseSources<Row extends ToldRow>(
  rows: readonly Row[],
  asked: readonly string[] | null,
): ChosenSources<Row> {
  const told = Map.groupBy(rows, ({ source }) => source);
  const isOpen = [...told.keys()].every((source) => source === ANONYMOUS);
  if (asked === null && !isOpen) {
    const found = [...told].map(([source, { length }]) => `${source} (${length})`).join(", ");
    throw new SourcesError(
      `Cannot train on outcomes as --sources must name whose are trusted: told by ${found}`,
    );
  }
  const sources = asked ?? [ANONYMOUS];
  const silent = sources.filter((source) => asked !== null && !told.has(source));
  return {
    rows: rows.filter(({ source }) => sources.includes(source)),
    warnings: [
      ...silent.map((source) => `"${source}" has told no outcome`),
      ...sources.includes(ANONYMOUS) && told.has(ANONYMOUS)
        ? [
          `${
            told.get(ANONYMOUS)!.length
          } outcomes were told by nobody in particular: whoever reaches ` +
          "the service can teach this model (ask for rights, and name trusted sources with --sources)",
        ]
        : [],
    ],
  };
}

import { ConfigError } from "@mlops/config";
import { chooseSources, SourcesError, type ToldRow } from "./choose_sources.ts";

/** Outcomes of trusted sources. */
export interface TrustedOutcomes<Row extends ToldRow> {
  /** Their rows, the oldest first; `null`: none are asked for. */
  readonly outcomes: readonly Row[] | null;
  /** What somebody should know of the sources, each a sentence. */
  readonly sourceWarnings: readonly string[];
}

/**
 * Reads the outcomes that a training is to take.
 *
 * @param config Where they are, or `null`; and whose are trusted.
 * @param model Name of the model whose predictions they belong to.
 * @param read Reads them.
 * @returns Those of trusted sources.
 * @throws {ConfigError} If several sources told some, and none is named.
 */
export async function readOutcomes<Row extends ToldRow>(
  { feedback, sources }: {
    readonly feedback: URL | null;
    readonly sources: readonly string[] | null;
  },
  model: string,
  read: (url: URL, model: string) => Promise<readonly Row[]>,
): Promise<TrustedOutcomes<Row>> {
  if (feedback === null) return { outcomes: null, sourceWarnings: [] };
  try {
    const { rows, warnings } = chooseSources(await read(feedback, model), sources);
    return { outcomes: rows, sourceWarnings: warnings };
  } catch (error) {
    if (!(error instanceof SourcesError)) throw error;
    throw new ConfigError([error.message]);
  }
}

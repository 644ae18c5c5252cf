import type { ToldRow } from "./choose_sources.ts";

/** MLflow takes tags of 5 000 characters and more; sources beyond that stand in the run's file. */
const MAX_LENGTH = 1_000;

/**
 * Writes the tags by which a run tells whose outcomes it was trained on.
 *
 * @param rows The rows; `null`: there was no such training.
 * @returns `feedback_rows`, and `feedback_sources` as `NAME rows, …`.
 */
export function feedbackTags(rows: readonly ToldRow[] | null): Record<string, string> {
  if (rows === null) return {};
  const sources = [...Map.groupBy(rows, ({ source }) => source)]
    .map(([source, { length }]) => `${source} ${length}`).join(", ");
  return {
    "feedback_rows": `${rows.length}`,
    ...sources !== "" && { "feedback_sources": sources.slice(0, MAX_LENGTH) },
  };
}

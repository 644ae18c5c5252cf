import type { ServedFeature } from "../model/served_model.ts";
import { compareShares, type Stability } from "./stability.ts";

/** A column of words, as far as it is compared. */
export type WordedFeature = Pick<ServedFeature, "type" | "categories" | "counts" | "missingShare">;

/** One of the values that a column of words may have, with how often it is there. */
export interface WordCount {
  /** The word; empty for a value that is missing, and for all that the training has not seen. */
  readonly word: string;
  /** What it stands for. */
  readonly kind: "word" | "missing" | "unknown";
  /** Training rows, or their share where no more is known. */
  readonly training: number;
  /** Recent rows. */
  readonly recent: number;
}

/** Bucket of values that are missing; words count from 1, and 0 is what the training has not seen. */
export const MISSING_BUCKET = -1;

/** A word with fewer training rows than this, as a share, counts with the others that are rare. */
const MIN_SHARE = 0.05;

/**
 * Lists the values of a column as the log writes them.
 *
 * @param feature The column.
 * @returns The words in the order of the counts; `null` for a column of numbers, or one without counts.
 */
export function wordsOf({ type, categories, counts }: WordedFeature): string[] | null {
  if (counts === undefined) return null;
  return type === "bool" ? ["false", "true"] : categories?.map((word) => `${word}`) ?? null;
}

/**
 * Compares the words of recent rows with the training's, by the population stability index over the words
 * that are not rare, the rare ones and those that the training has not seen together, and missing values.
 *
 * @param feature The column, with its training counts.
 * @param buckets Recent rows by bucket: -1 missing, 0 not seen in training, then each word.
 * @param nTrainingRows Rows that the counts are of, or `null` if it is not known.
 * @returns The measures, and the counts that they rest on.
 */
export function compareWords(
  feature: WordedFeature,
  buckets: ReadonlyMap<number, number>,
  nTrainingRows: number | null,
): { stability: Stability; words: WordCount[] } {
  const counts = feature.counts ?? [];
  const nPresent = counts.reduce((sum, count) => sum + count, 0);
  const missing = feature.missingShare ?? 0;
  const shares = counts.map((count) => count / nPresent * (1 - missing));
  const recentOf = (bucket: number) => buckets.get(bucket) ?? 0;
  const words: WordCount[] = (wordsOf(feature) ?? []).map((word, index) => ({
    word,
    kind: "word",
    training: counts[index]!,
    recent: recentOf(index + 1),
  }));
  const nMissing = missing === 1 ? 0 : nPresent * missing / (1 - missing);
  const rest = { expected: 0, count: recentOf(0) };
  const bins: { expected: number; count: number }[] = [];
  shares.forEach((expected, index) => {
    const count = recentOf(index + 1);
    if (expected >= MIN_SHARE) bins.push({ expected, count });
    else {
      rest.expected += expected;
      rest.count += count;
    }
  });
  if (rest.expected > 0 || rest.count > 0) bins.push(rest);
  if (missing > 0 || recentOf(MISSING_BUCKET) > 0) {
    bins.push({ expected: missing, count: recentOf(MISSING_BUCKET) });
    words.push({
      word: "",
      kind: "missing",
      training: nMissing,
      recent: recentOf(MISSING_BUCKET),
    });
  }
  if (recentOf(0) > 0) {
    words.push({ word: "", kind: "unknown", training: 0, recent: recentOf(0) });
  }
  return { stability: compareShares(bins, nTrainingRows), words };
}

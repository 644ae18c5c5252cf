import type { Estimate } from "./intervals.ts";

/** Rows of one outcome that were given one label. */
export interface LabelCount {
  /** The predicted class. */
  readonly label: string;
  /** The true class. */
  readonly outcome: string;
  /** Rows. */
  readonly count: number;
}

/** Measures of a model with more than two classes: the plain means of those of each class. */
export interface MacroAverages {
  /** Mean share of a class among the rows taken for it. */
  readonly precision: Estimate;
  /** Mean share of a class's rows that were found. */
  readonly recall: Estimate;
  /** Mean F1 of the classes. */
  readonly f1: Estimate;
}

/**
 * Averages precision, recall and F1 over the classes, as scikit-learn's `average="macro"` with
 * `zero_division=0`: over the classes that occur among the outcomes or the labels, a share of nothing
 * being 0. No interval of such a mean is told.
 *
 * @param counts Each pair of label and outcome that occurs, once.
 * @returns The means; all `null` without rows.
 */
export function macroAverages(counts: readonly LabelCount[]): MacroAverages {
  const classes = [...new Set(counts.flatMap(({ label, outcome }) => [label, outcome]))];
  const measures = classes.map((name) => {
    const nRight = sum(counts, ({ label, outcome }) => label === name && outcome === name);
    const nCalled = sum(counts, ({ label }) => label === name);
    const nTrue = sum(counts, ({ outcome }) => outcome === name);
    return {
      precision: share(nRight, nCalled),
      recall: share(nRight, nTrue),
      f1: share(2 * nRight, nCalled + nTrue),
    };
  });
  const mean = (name: "precision" | "recall" | "f1"): Estimate => ({
    value: classes.length === 0
      ? null
      : measures.reduce((total, measure) => total + measure[name], 0) / classes.length,
    low: null,
    high: null,
  });
  return { precision: mean("precision"), recall: mean("recall"), f1: mean("f1") };
}

function sum(counts: readonly LabelCount[], isWanted: (count: LabelCount) => boolean): number {
  return counts.filter(isWanted).reduce((total, { count }) => total + count, 0);
}

function share(nHits: number, nAll: number): number {
  return nAll === 0 ? 0 : nHits / nAll;
}

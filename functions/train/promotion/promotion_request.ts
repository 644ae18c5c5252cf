/** Under which alias a new version is registered, and what decides whether it becomes champion. */
export interface PromotionRequest {
  /** Alias that the new version gets. */
  readonly alias: string;
  /** Metric that decides whether `champion` moves, or `null`: it moves only as `alias`. */
  readonly promoteIfBetter: string | null;
  /** Whether `champion` moves whatever the comparison says. */
  readonly isForced: boolean;
  /**
   * Outcomes of trusted sources to train on, too; with any asked for, the champion is measured. `null`: none.
   */
  readonly outcomes: readonly unknown[] | null;
  /** What somebody should know of these sources, each a sentence. */
  readonly sourceWarnings: readonly string[];
  /** Whether somebody has approved that a model that was trained on outcomes becomes champion. */
  readonly isApproved: boolean;
  /** Confirmed outcomes without which `champion` does not move. */
  readonly minFeedback: number;
}

import type { ConfirmedRow } from "@mlops/prediction_log";
import type { MetricName } from "./evaluate_forest.ts";
import type { HyperParams } from "./hyper_params.ts";

/** What to train. */
export interface TrainRequest {
  /** The forest and the split. */
  readonly params: HyperParams;
  /** Alias that the new version gets. */
  readonly alias: string;
  /** Metric that decides whether `champion` moves, or `null`: it moves only as `alias`. */
  readonly promoteIfBetter: MetricName | null;
  /** Whether `champion` moves whatever the comparison says. */
  readonly isForced: boolean;
  /**
   * Outcomes of trusted sources to train on beside the data set, the oldest first; the champion is measured,
   * too. `null`: none.
   */
  readonly outcomes: readonly ConfirmedRow[] | null;
  /** What somebody should know of these sources, each a sentence. */
  readonly sourceWarnings: readonly string[];
  /** Whether somebody has approved that a model that was trained on outcomes becomes champion. */
  readonly isApproved: boolean;
  /** Confirmed outcomes without which `champion` does not move. */
  readonly minFeedback: number;
}

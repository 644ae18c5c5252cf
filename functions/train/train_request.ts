import type { Table } from "@mlops/tasks/reference";
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
  /** Confirmed outcomes to train on beside the data set; with any, the champion is measured, too. */
  readonly extraTables: readonly Table[];
  /** Confirmed outcomes without which `champion` does not move. */
  readonly minFeedback: number;
}

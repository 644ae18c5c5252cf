import type { ConfirmedRow } from "@mlops/prediction_log";
import type { PromotionRequest } from "../promotion/promotion_request.ts";
import type { MetricName } from "./evaluate_forest.ts";
import type { HyperParams } from "./hyper_params.ts";

/** What to train. */
export interface TrainRequest extends PromotionRequest {
  /** The forest and the split. */
  readonly params: HyperParams;
  readonly promoteIfBetter: MetricName | null;
  /** The oldest first. */
  readonly outcomes: readonly ConfirmedRow[] | null;
}

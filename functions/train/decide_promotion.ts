import type { Evaluation, MetricName } from "./evaluate_forest.ts";

/** The model that serves now, measured on the new model's test rows, or why it cannot be. */
export type RivalEvaluation =
  | { readonly version: string; readonly metrics: Evaluation["metrics"] }
  | { readonly version: string; readonly unscorable: string };

/** Whether `champion` moves, and why. */
export interface Promotion {
  /** Whether it moves to the new version. */
  readonly isPromoted: boolean;
  /** One sentence for people, without a final period. */
  readonly reason: string;
  /** Whether it would move, and waits for somebody to approve it. */
  readonly isWaiting?: boolean;
}

/**
 * Lets nobody become champion by outcomes alone: a model that was trained on what others told waits for
 * somebody who looks at it.
 *
 * @param decided What the comparison says.
 * @param trained Whether the model was trained on outcomes, and whether that was approved.
 * @returns The decision.
 */
export function awaitApproval(
  decided: Promotion,
  { outcomes, isApproved }: { readonly outcomes: unknown; readonly isApproved: boolean },
): Promotion {
  if (!decided.isPromoted || outcomes === null || isApproved) return decided;
  return {
    isPromoted: false,
    isWaiting: true,
    reason: `it was trained on outcomes and waits for approval (${decided.reason})`,
  };
}

/**
 * Decides whether a new model takes the champion's place: it does unless the champion is better on
 * the same test rows, or cannot be scored.
 *
 * @param metric What counts; more is better.
 * @param candidate The new model's metrics.
 * @param champion The model that serves now, or `null` if there is none.
 * @param isForced Whether it moves all the same.
 * @returns The decision.
 */
export function decidePromotion(
  metric: MetricName,
  candidate: Evaluation["metrics"],
  champion: RivalEvaluation | null,
  isForced: boolean,
): Promotion {
  if (champion === null) return { isPromoted: true, reason: "there is no champion yet" };
  const rival = `the champion, version ${champion.version},`;
  if ("unscorable" in champion) {
    return isForced
      ? {
        isPromoted: true,
        reason: `forced, though ${rival} cannot be scored: ${champion.unscorable}`,
      }
      : { isPromoted: false, reason: `${rival} cannot be scored: ${champion.unscorable}` };
  }
  const figures = `${metric} ${champion.metrics[metric]} beside ${candidate[metric]}`;
  // Not `>=` the other way round: a NaN on either side must not promote.
  if (candidate[metric] >= champion.metrics[metric]) {
    return { isPromoted: true, reason: `${rival} is not better: ${figures}` };
  }
  return isForced
    ? { isPromoted: true, reason: `forced, though ${rival} is better: ${figures}` }
    : { isPromoted: false, reason: `${rival} is better: ${figures}` };
}

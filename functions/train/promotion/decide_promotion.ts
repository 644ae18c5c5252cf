import { isLessBetter } from "./is_less_better.ts";

/** The model that serves now, measured on the new model's test rows, or why it cannot be. */
export type MeasuredChampion =
  | {
    readonly version: string;
    readonly metrics: Readonly<Record<string, number>>;
    /** Says how sure a difference in a metric is, half a sentence. */
    readonly certaintyOf?: (metric: string) => string;
  }
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
 * @param metric What counts.
 * @param candidate The new model's metrics.
 * @param champion The model that serves now, or `null` if there is none.
 * @param isForced Whether it moves all the same.
 * @returns The decision.
 */
export function decidePromotion(
  metric: string,
  candidate: Readonly<Record<string, number>>,
  champion: MeasuredChampion | null,
  isForced: boolean,
): Promotion {
  if (champion === null) return { isPromoted: true, reason: "there is no champion yet" };
  const rival = `the champion, version ${champion.version},`;
  if ("unscorable" in champion) {
    const reason = `${rival} cannot be scored: ${champion.unscorable}`;
    return kept(isForced ? reason : `${reason}; --force moves it all the same`, isForced);
  }
  const [own, its] = [candidate[metric] ?? NaN, champion.metrics[metric] ?? NaN];
  const { certaintyOf } = champion;
  const certainty = certaintyOf === undefined ? "" : ` (${certaintyOf(metric)})`;
  const figures = `${metric} ${its} beside ${own}${certainty}`;
  // Not the other way round: a NaN on either side must not promote.
  const isAsGood = isLessBetter(metric) ? own <= its : own >= its;
  if (isAsGood) return { isPromoted: true, reason: `${rival} is not better: ${figures}` };
  return kept(`${rival} is better: ${figures}`, isForced);
}

function kept(reason: string, isForced: boolean): Promotion {
  return { isPromoted: isForced, reason: isForced ? `forced, though ${reason}` : reason };
}

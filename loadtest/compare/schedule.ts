import { FORM_NAMES, type ServiceForm } from "../cluster/service_form.ts";

/** One form's turn in one round. */
export interface Turn {
  /** The form. */
  readonly form: ServiceForm["name"];
  /** Round, from 1 on. */
  readonly round: number;
  /** Whether the way back to rest is waited for and measured. */
  readonly isWayBackMeasured: boolean;
  /** How long it will take, in s. */
  readonly expectedSeconds: number;
}

/** k6's pod starts and ends. */
const AROUND_SECONDS = 15;

/** To zero: the workshop's window, its delay, the grace, and a pod's end. */
const KNATIVE_BACK_SECONDS = 75;

/** To two pods: the HPA's stabilisation, a look or two, and the pods' end. */
const HPA_BACK_SECONDS = 330;

/** Pods taken away by hand, and the time in which the HPA's controller forgets. */
const SET_BACK_SECONDS = 35;

/**
 * Plans a comparison. Who is first changes from round to round, so that what one leaves behind hurts
 * both alike; the HPA's way back, which takes five minutes, is waited for in its last turn only.
 *
 * @param options Number of rounds, length of the load in s, whether the HPA's way back is measured.
 * @returns The turns in their order.
 */
export function planTurns(
  { rounds, loadSeconds, isWayBackMeasured }: {
    readonly rounds: number;
    readonly loadSeconds: number;
    readonly isWayBackMeasured: boolean;
  },
): Turn[] {
  return Array.from({ length: rounds }, (_, index) => index + 1).flatMap((round) => {
    const order = round % 2 === 1 ? FORM_NAMES : FORM_NAMES.toReversed();
    return order.map((form): Turn => {
      const isWaitedFor = form === "knative" || (round === rounds && isWayBackMeasured);
      const after = form === "knative"
        ? KNATIVE_BACK_SECONDS
        : isWaitedFor
        ? HPA_BACK_SECONDS
        : SET_BACK_SECONDS;
      return {
        form,
        round,
        isWayBackMeasured: isWaitedFor,
        expectedSeconds: loadSeconds + AROUND_SECONDS + after,
      };
    });
  });
}

/**
 * Says before a comparison how long it will take.
 *
 * @param turns The turns to come.
 * @param isResumed Whether others were measured before.
 * @returns For example "6 turns, about 25 min".
 */
export function lengthText(turns: readonly Turn[], isResumed: boolean): string {
  const seconds = turns.reduce((sum, { expectedSeconds }) => sum + expectedSeconds, 0);
  const more = isResumed ? " more" : "";
  return `${turns.length}${more} turns, about ${
    Math.ceil(seconds / 60)
  } min; Ctrl-C ends them in order, ` +
    "--resume goes on";
}

/**
 * Says how long a comparison will still take.
 *
 * @param turns The turns that have not ended, the present one first.
 * @param elapsedSeconds Time since the present one began, in s.
 * @returns For example "12 min left".
 */
export function timeLeft(turns: readonly Turn[], elapsedSeconds: number): string {
  const [present, ...later] = turns;
  const seconds = Math.max(0, (present?.expectedSeconds ?? 0) - elapsedSeconds) +
    later.reduce((sum, { expectedSeconds }) => sum + expectedSeconds, 0);
  return seconds < 60 ? "less than a minute left" : `${Math.ceil(seconds / 60)} min left`;
}

import { CHAMPION } from "@mlops/task";
import {
  awaitApproval,
  decidePromotion,
  type MeasuredChampion,
  type Promotion,
} from "./decide_promotion.ts";
import type { Rival } from "../mlflow/model_registry.ts";
import type { TrackedRun } from "../mlflow/tracking.ts";
import type { PromotionRequest } from "./promotion_request.ts";
import type { TrainPorts } from "../train_ports.ts";

/** A model that is to be compared with the one that serves now. */
export interface ComparedModel {
  /** The run that it was logged to. */
  readonly run: TrackedRun;
  /** What was asked for. */
  readonly request: PromotionRequest;
  /** Its metrics on the test rows. */
  readonly metrics: Readonly<Record<string, number>>;
  /** Confirmed outcomes that it was trained and measured on. */
  readonly nOutcomes: number;
  /** Measures the champion on the same rows. */
  readonly measureChampion: (
    rival: Extract<Rival, { readonly forest: unknown }>,
  ) => MeasuredChampion;
}

/**
 * Measures the champion on the same test rows, if that was asked for, and logs its metrics beside the
 * new ones.
 *
 * @param model The new model.
 * @param ports The registry, and who is told.
 * @returns Whether the champion is to be replaced; `null` if that was not asked.
 */
export async function compareWithChampion(
  { run, request, metrics, nOutcomes, measureChampion }: ComparedModel,
  { registry, progress }: Pick<TrainPorts, "registry" | "progress">,
): Promise<Promotion | null> {
  const { promoteIfBetter, isForced, outcomes, minFeedback } = request;
  if (promoteIfBetter === null && outcomes === null) return null;
  const rival = await registry.loadRival(CHAMPION);
  const champion = rival === null || "unscorable" in rival ? rival : measureChampion(rival);
  const promotion = promoteIfBetter === null ? null : nOutcomes < minFeedback
    ? {
      isPromoted: false,
      reason: `${nOutcomes} outcomes are confirmed, and ${minFeedback} are asked for`,
    }
    : awaitApproval(decidePromotion(promoteIfBetter, metrics, champion, isForced), request);
  const logged = Object.fromEntries(
    Object.entries(champion !== null && "metrics" in champion ? champion.metrics : {})
      .map(([name, value]) => [`champion_${name}`, value]),
  );
  const tags = promotion === null ? {} : { promotion: promotion.reason };
  await run.logResults({ params: {}, metrics: logged, tags });
  const outcome = promotion?.reason ?? "the champion is measured on the same rows";
  progress.done("compared", outcome, logged);
  return promotion;
}

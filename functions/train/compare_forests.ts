import { CHAMPION } from "@mlops/task";
import {
  awaitApproval,
  decidePromotion,
  type Promotion,
  type RivalEvaluation,
} from "./decide_promotion.ts";
import { evaluateForest, type Evaluation } from "./evaluate_forest.ts";
import type { Rows } from "./split_rows.ts";
import type { TrackedRun } from "./tracking.ts";
import type { TrainPorts } from "./train_ports.ts";
import type { TrainRequest } from "./train_request.ts";

/** A forest that is to be compared with the one that serves now. */
export interface ComparedForest {
  /** The run that it was logged to. */
  readonly run: TrackedRun;
  /** How it did on the test rows. */
  readonly evaluation: Evaluation;
  /** The test rows. */
  readonly test: Rows;
  /** What was asked for. */
  readonly request: TrainRequest;
  /** Confirmed outcomes that it was trained and measured on. */
  readonly nFeedback: number;
}

/**
 * Measures the champion on the same test rows, if that was asked for, and logs its metrics beside the
 * new ones.
 *
 * @param forest The new forest.
 * @param ports The registry, and who is told.
 * @returns Whether the champion is to be replaced; `null` if that was not asked.
 */
export async function compareForests(
  { evaluation, test, request, run, nFeedback }: ComparedForest,
  { registry, progress }: Pick<TrainPorts, "registry" | "progress">,
): Promise<Promotion | null> {
  const metric = request.promoteIfBetter;
  if (metric === null && request.outcomes === null) return null;
  const rival = await registry.loadRival(CHAMPION);
  const champion: RivalEvaluation | null = rival === null || "unscorable" in rival
    ? rival
    : { version: rival.version, metrics: evaluateForest(rival.forest, test).metrics };
  const promotion = metric === null ? null : nFeedback < request.minFeedback
    ? {
      isPromoted: false,
      reason: `${nFeedback} outcomes are confirmed, and ${request.minFeedback} are asked for`,
    }
    : awaitApproval(
      decidePromotion(metric, evaluation.metrics, champion, request.isForced),
      request,
    );
  const metrics = champion !== null && "metrics" in champion
    ? Object.fromEntries(
      Object.entries(champion.metrics).map(([name, value]) => [`champion_${name}`, value]),
    )
    : {};
  const tags = promotion === null ? {} : { promotion: promotion.reason };
  await run.logResults({ params: {}, metrics, tags });
  const outcome = promotion?.reason ?? "the champion is measured on the same rows";
  progress.done("compared", outcome, { ...metrics });
  return promotion;
}

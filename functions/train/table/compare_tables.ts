import { CHAMPION } from "@mlops/task";
import type { Target } from "@mlops/forest";
import { EnsembleScorer } from "@mlops/trees";
import { awaitApproval, type Promotion } from "../decide_promotion.ts";
import type { Rival } from "../model_registry.ts";
import type { TrackedRun } from "../tracking.ts";
import type { TrainPorts } from "../train_ports.ts";
import type { FeatureRows } from "./feature_rows.ts";
import { isLessBetter, measure, type Metrics } from "./measure.ts";
import { certaintyOf } from "./paired_certainty.ts";
import type { DataTarget } from "./table_data.ts";
import type { TableRequest } from "./table_request.ts";
import type { TableSplit } from "./table_split.ts";

/** A model that is to be compared with the one that serves now. */
export interface ComparedModel {
  /** The run that it was logged to. */
  readonly run: TrackedRun;
  /** What was asked for. */
  readonly request: TableRequest;
  /** The rows. */
  readonly split: TableSplit;
  /** What is predicted. */
  readonly target: DataTarget;
  /** What it predicts of the test rows. */
  readonly values: Float64Array;
  /** Metrics of that. */
  readonly metrics: Metrics;
  /** Rows that came true, which it was trained and measured on, too. */
  readonly nOutcomes: number;
}

/**
 * Measures the champion on the same test rows, if that was asked for, logs its metrics beside the new
 * ones, and says how sure the difference is.
 *
 * @param model The new model.
 * @param ports The registry, and who is told.
 * @returns Whether the champion is to be replaced; `null` if that was not asked.
 */
export async function compareTables(
  { run, request, split, target, values, metrics, nOutcomes }: ComparedModel,
  { registry, progress }: Pick<TrainPorts, "registry" | "progress">,
): Promise<Promotion | null> {
  const metric = request.promoteIfBetter;
  if (metric === null && request.outcomes === null) return null;
  const rival = await registry.loadRival(CHAMPION);
  const { test } = split;
  const scored = rival === null || "unscorable" in rival
    ? rival
    : scoreRival(rival, test.rows, target);
  const rivalMetrics = scored !== null && "values" in scored
    ? measure(test.target, scored.values)
    : {};
  const promotion = metric === null ? null : nOutcomes < request.minFeedback
    ? {
      isPromoted: false,
      reason: `${nOutcomes} outcomes are confirmed, and ${request.minFeedback} are asked for`,
    }
    : awaitApproval(
      decide(
        { metric, isForced: request.isForced },
        { values, metrics },
        scored !== null && "values" in scored ? { ...scored, metrics: rivalMetrics } : scored,
        test.target,
      ),
      request,
    );
  const logged = Object.fromEntries(
    Object.entries(rivalMetrics).map(([name, value]) => [`champion_${name}`, value]),
  );
  const tags = promotion === null ? {} : { promotion: promotion.reason };
  await run.logResults({ params: {}, metrics: logged, tags });
  const outcome = promotion?.reason ?? "the champion is measured on the same rows";
  progress.done("compared", outcome, logged);
  return promotion;
}

/** A champion that was scored, or why it cannot be. */
type Scored =
  | { readonly version: string; readonly values: Float64Array }
  | { readonly version: string; readonly unscorable: string };

function scoreRival(
  { version, forest }: Extract<Rival, { readonly forest: unknown }>,
  rows: FeatureRows,
  target: DataTarget,
): Scored {
  const labels = target.kind === "classes" ? target.labels.map(Number) : [];
  const isText = target.kind === "classes" && typeof target.labels[0] === "string";
  const wanted = (isText && target.kind === "classes" ? target.labels : labels).join(", ");
  const found = (forest.labels ?? forest.classes).join(", ");
  if (wanted !== found) {
    const what = (text: string) => text === "" ? "a number" : `the classes ${text}`;
    return { version, unscorable: `it must predict ${what(wanted)}: predicts ${what(found)}` };
  }
  const columns = forest.columns ?? null;
  const own = columns === null
    ? forest.nFeatures === rows.features.length ? rows : `of ${forest.nFeatures} without names`
    : rows.as(columns);
  if (typeof own === "string") {
    return { version, unscorable: `it takes the column "${own}", which the table has not` };
  }
  const missing = forest.missing ?? null;
  const values = new EnsembleScorer({ ...forest, missing }).score(own.numbers(), own.nRows);
  return { version, values };
}

function decide(
  { metric, isForced }: { readonly metric: string; readonly isForced: boolean },
  candidate: { readonly values: Float64Array; readonly metrics: Metrics },
  champion: Scored & { readonly metrics?: Metrics } | null,
  truth: Target,
): Promotion {
  if (champion === null) return { isPromoted: true, reason: "there is no champion yet" };
  const rival = `the champion, version ${champion.version},`;
  if ("unscorable" in champion) {
    const reason = `${rival} cannot be scored: ${champion.unscorable}`;
    return { isPromoted: isForced, reason: isForced ? `forced, though ${reason}` : reason };
  }
  const [own, its] = [candidate.metrics[metric] ?? NaN, champion.metrics?.[metric] ?? NaN];
  const isNotWorse = isLessBetter(metric) ? own <= its : own >= its;
  const certainty = certaintyOf(metric, truth, [champion.values, candidate.values]);
  const figures = `${metric} ${its} beside ${own} (${certainty})`;
  if (isNotWorse) return { isPromoted: true, reason: `${rival} is not better: ${figures}` };
  const reason = `${rival} is better: ${figures}`;
  return { isPromoted: isForced, reason: isForced ? `forced, though ${reason}` : reason };
}

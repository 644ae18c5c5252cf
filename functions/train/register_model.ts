import { CHAMPION } from "@mlops/task";
import { decidePromotion, type Promotion, type RivalEvaluation } from "./decide_promotion.ts";
import { evaluateForest, type Evaluation } from "./evaluate_forest.ts";
import { MlflowError } from "@mlops/mlflow";
import { MODEL_PATH } from "./model_files.ts";
import type { Rows } from "./split_rows.ts";
import type { TrackedRun } from "./tracking.ts";
import type { TrainPorts } from "./train_ports.ts";
import type { TrainRequest } from "./train_request.ts";

/** A model whose files and results are logged. */
export interface Candidate {
  /** The run that it was logged to. */
  readonly run: TrackedRun;
  /** Lower-case hex SHA-256 of `model.onnx`. */
  readonly sha256: string;
  /** How it did on the test rows. */
  readonly evaluation: Evaluation;
  /** The test rows. */
  readonly test: Rows;
  /** What was asked for. */
  readonly request: TrainRequest;
  /** Confirmed outcomes that it was trained and measured on. */
  readonly nFeedback: number;
}

/** Where a model stands in the registry. */
export interface Registration {
  /** Its version, e.g. "3". */
  readonly version: string;
  /** Aliases that point to it now. */
  readonly aliases: readonly string[];
  /** Whether it became champion and why, or `null` if that was not asked. */
  readonly promotion: Promotion | null;
}

/**
 * Registers a logged model as a new version, closes its run, and moves the aliases last, so that
 * whoever follows one finds everything in place. If any of it fails the version is taken back.
 *
 * @param candidate The model.
 * @param ports The registry, and who is told.
 * @returns Where it stands.
 */
export async function registerModel(
  candidate: Candidate,
  ports: Pick<TrainPorts, "registry" | "progress" | "signal">,
): Promise<Registration> {
  const { run, request, sha256 } = candidate;
  const { registry, progress, signal } = ports;
  const promotion = await comparePromotion(candidate, ports);
  const aliases = request.alias === CHAMPION && promotion !== null ? [] : [request.alias];
  if (promotion?.isPromoted) aliases.push(CHAMPION);

  signal.throwIfAborted();
  const source = { runId: run.runId, uri: `${run.artifactUri}/${MODEL_PATH}` };
  const version = await registry.createVersion(source, { sha256 });
  progress.done("registered", `${registry.modelName} version ${version}`, {
    name: registry.modelName,
    version,
    sha256,
  });
  let nAsked = 0;
  let nMoved = 0;
  try {
    signal.throwIfAborted();
    await run.end("FINISHED", null);
    signal.throwIfAborted();
    for (const alias of aliases) {
      nAsked++;
      await registry.setAlias(alias, version);
      nMoved++;
      progress.done("alias", `@${alias} is version ${version}`, { alias, version });
    }
  } catch (error) {
    // After any other failure than a refusal the alias may have moved, and an alias without its
    // version serves nobody. The first fault is the one to tell.
    const isRefused = error instanceof MlflowError && !error.retryable;
    if (nMoved === 0 && (nAsked === 0 || isRefused)) {
      await registry.deleteVersion(version).catch(() => {});
    }
    throw error;
  }
  return { version, aliases, promotion };
}

async function comparePromotion(
  { evaluation, test, request, run, nFeedback }: Candidate,
  { registry, progress }: Pick<TrainPorts, "registry" | "progress">,
): Promise<Promotion | null> {
  const metric = request.promoteIfBetter;
  if (metric === null && request.extraTables.length === 0) return null;
  const rival = await registry.loadRival(CHAMPION);
  const champion: RivalEvaluation | null = rival === null || "unscorable" in rival
    ? rival
    : { version: rival.version, metrics: evaluateForest(rival.forest, test).metrics };
  const promotion = metric === null ? null : nFeedback < request.minFeedback
    ? {
      isPromoted: false,
      reason: `${nFeedback} outcomes are confirmed, and ${request.minFeedback} are asked for`,
    }
    : decidePromotion(metric, evaluation.metrics, champion, request.isForced);
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

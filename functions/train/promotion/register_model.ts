import { CHAMPION } from "@mlops/task";
import type { Promotion } from "./decide_promotion.ts";
import { MlflowError } from "@mlops/mlflow";
import { MODEL_PATH } from "../mlflow/model_files.ts";
import type { TrackedRun } from "../mlflow/tracking.ts";
import type { TrainPorts } from "../train_ports.ts";

/** Alias of a version that is to be looked at. */
const CHALLENGER = "challenger";

/** A model whose files and results are logged. */
export interface Candidate {
  /** The run that it was logged to. */
  readonly run: TrackedRun;
  /** Lower-case hex SHA-256 of `model.onnx`. */
  readonly sha256: string;
  /** Alias that the version gets. */
  readonly alias: string;
  /** Whether it was trained on outcomes and nobody has approved it: then it is a challenger at most. */
  readonly isHeld: boolean;
  /** Compares it with the champion; `null` if that was not asked. */
  readonly compare: () => Promise<Promotion | null>;
}

/** Where a model stands in the registry. */
export interface Registration {
  /** Name of the registered model. */
  readonly name: string;
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
  const { run, sha256, isHeld } = candidate;
  const alias = isHeld && candidate.alias === CHAMPION ? CHALLENGER : candidate.alias;
  const { registry, progress, signal } = ports;
  const promotion = await candidate.compare();
  const aliases = alias === CHAMPION && promotion !== null ? [] : [alias];
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
    // The registry keeps no record of who moves an alias; whoever sees it move finds it here.
    if (aliases.length > 0) {
      const tags = { "aliases_moved": aliases.join(", ") };
      await run.logResults({ params: {}, metrics: {}, tags });
    }
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
  return { name: registry.modelName, version, aliases, promotion };
}

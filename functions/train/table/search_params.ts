import { RandomState } from "@mlops/forest";
import { inRun } from "../mlflow/in_run.ts";
import type { TrainPorts } from "../train_ports.ts";
import { describe, foldScores, type Validation, type ValidationPorts } from "./cross_validate.ts";
import { paramsText } from "./params_text.ts";
import type { TableParams } from "./table_params.ts";

/** What is searched for. */
export interface Search extends Validation {
  /** How long candidates are begun, in seconds. */
  readonly searchSeconds: number;
  /** The run that candidates are part of. */
  readonly parentRunId: string;
}

/** Values that are tried of each hyper-parameter. */
const SPACE = {
  maxDepth: [null, 4, 8, 12, 20],
  minSamplesLeaf: [1, 2, 4, 8, 16],
  maxFeatures: ["sqrt", "log2", 1 / 3, 0.5, null],
  maxSamples: [null, 0.5, 0.8],
} as const;

/**
 * Looks for better hyper-parameters: draws some at random (Bergstra and Bengio, "Random Search for
 * Hyper-Parameter Optimization", 2012) and cross-validates them on the training rows, each in a run of
 * its own, until the time is over. The parameters that were asked for are the first candidate, so that
 * the best is never worse than they on these folds.
 *
 * @param search What is searched for.
 * @param ports What grows trees, and where runs go.
 * @returns The candidate with the best mean score.
 * @throws {RangeError} If the rows are too few for the folds.
 */
export async function searchParams(
  search: Search,
  ports: ValidationPorts & Pick<TrainPorts, "tracking" | "now">,
): Promise<TableParams> {
  const { params, searchSeconds, parentRunId, data } = search;
  const name = data.target.kind === "classes" ? "accuracy" : "r2";
  const random = new RandomState(params.randomState);
  const endMs = ports.now().getTime() + 1000 * searchSeconds;
  const tried = new Set<string>();
  let best: { readonly mean: number; readonly params: TableParams } | null = null;
  for (let count = 1; best === null || ports.now().getTime() < endMs; count++) {
    const candidate: TableParams | null = best === null ? params : draw(params, random, tried);
    if (candidate === null) break;
    tried.add(JSON.stringify(candidate));
    const { mean, std } = await inRun(ports, async (run) => {
      const scores = describe(await foldScores({ ...search, params: candidate }, ports));
      await run.logResults({
        params: paramsText(candidate),
        metrics: { [`cv_${name}_mean`]: scores.mean, [`cv_${name}_std`]: scores.std },
        tags: {},
      });
      await run.end("FINISHED", null);
      return scores;
    }, { parentRunId, name: `candidate-${count}` });
    if (best === null || mean > best.mean) best = { mean, params: candidate };
    const text = `candidate ${count}: ${name} ${mean.toFixed(4)} ± ${std.toFixed(4)}, best ` +
      best.mean.toFixed(4);
    ports.progress.done("candidate", text, { candidate: count, mean, std });
  }
  return best!.params;
}

function draw(params: TableParams, random: RandomState, tried: ReadonlySet<string>) {
  // All have been tried if none is new in so many draws.
  for (let attempt = 0; attempt < 100; attempt++) {
    const pick = <T>(values: readonly T[]): T => values[random.randint(0, values.length)]!;
    const candidate: TableParams = {
      ...params,
      maxDepth: pick<number | null>(SPACE.maxDepth),
      minSamplesLeaf: pick<number>(SPACE.minSamplesLeaf),
      maxFeatures: pick<TableParams["maxFeatures"]>(SPACE.maxFeatures),
      maxSamples: params.bootstrap ? pick<number | null>(SPACE.maxSamples) : null,
    };
    if (!tried.has(JSON.stringify(candidate))) return candidate;
  }
  return null;
}

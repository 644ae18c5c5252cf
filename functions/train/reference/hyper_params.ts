import { REFERENCE_TASK } from "@mlops/tasks";
import type { ForestParams } from "@mlops/forest";

/** Everything that decides which forest comes out of a table. */
export interface HyperParams extends ForestParams {
  /** Share of the rows that is kept for the test, in (0, 1). */
  readonly testSize: number;
}

/**
 * Writes hyper-parameters as scikit-learn's users log them: its names, and Python's `str()` of the
 * values, so that runs of both compare in MLflow.
 *
 * @param params The hyper-parameters.
 * @returns MLflow parameters.
 */
export function toMlflowParams(params: HyperParams): Record<string, string> {
  return {
    "n_estimators": pythonText(params.nEstimators),
    "max_depth": pythonText(params.maxDepth),
    "min_samples_split": pythonText(params.minSamplesSplit),
    "min_samples_leaf": pythonText(params.minSamplesLeaf),
    "max_features": pythonText(params.maxFeatures),
    "bootstrap": pythonText(params.bootstrap),
    "criterion": params.criterion,
    "random_state": pythonText(params.randomState),
    "test_size": pythonText(params.testSize),
    "stratify": REFERENCE_TASK.target,
  };
}

/**
 * Writes a value as Python's `str()` does.
 *
 * @param value A word, a flag, a number or nothing. Numbers in [1e-4, 1e16) and 0.
 * @returns E.g. `None`, `True`, `0.2`, `sqrt`.
 */
function pythonText(value: string | number | boolean | null): string {
  if (value === null) return "None";
  if (typeof value === "boolean") return value ? "True" : "False";
  return String(value);
}

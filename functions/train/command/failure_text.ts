import { MlflowError } from "@mlops/mlflow";

/**
 * Tells people in one line what a program ended with; stacks are of no use to them.
 *
 * @param error What was thrown.
 * @returns Its message; of a tracking server that cannot be reached also why, and which setting leads to it.
 */
export function failureText(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  const isUnreachable = error instanceof MlflowError && error.code === "UNREACHABLE" &&
    error.cause instanceof Error;
  const why = isUnreachable && error.cause instanceof Error
    ? `: ${error.cause.message}; MLFLOW_TRACKING_URI must lead to a tracking server that runs`
    : "";
  return `${message}${why}`.replaceAll(/\s*\n\s*/g, " ");
}

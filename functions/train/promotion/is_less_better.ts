/** Metrics of which less is better. */
const LESS_IS_BETTER = new Set(["rmse", "mae", "median_ae", "mape", "log_loss", "brier"]);

/**
 * Tells which way a metric goes.
 *
 * @param name Its name.
 * @returns Whether less of it is better.
 */
export function isLessBetter(name: string): boolean {
  return LESS_IS_BETTER.has(name);
}

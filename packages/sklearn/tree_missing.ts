import type { Estimator } from "./estimator.ts";

/** Since when each kind of trees takes missing values. */
const SINCE: Readonly<Record<"tree" | "forest" | "extra trees", number>> = {
  "tree": 3,
  "forest": 4,
  "extra trees": 6,
};

const CRITERIA = new Set(
  "gini entropy log_loss squared_error friedman_mse poisson".split(" "),
);

/** From this version on nothing else is asked. */
const UNCONDITIONAL = 9;

/**
 * Tells whether trees take missing values, as their Python version would.
 *
 * @param estimator The tree or forest.
 * @param kind Which of them it is; a single extra tree counts as extra trees.
 * @returns Whether they do.
 */
export function takesMissing(
  estimator: Estimator,
  kind: "tree" | "forest" | "extra trees",
): boolean {
  const { version } = estimator;
  if (version < SINCE[kind]) return false;
  const isRandom = estimator.optional("splitter") === "random";
  if (isRandom && version < SINCE["extra trees"]) return false;
  if (version >= UNCONDITIONAL) return true;
  const criterion = estimator.optional("criterion");
  return estimator.optional("monotonic_cst") === null && typeof criterion === "string" &&
    CRITERIA.has(criterion);
}

import { type ForestParams, isOfClasses } from "./forest_params.ts";
import type { TrainingTable } from "./training_table.ts";

/**
 * Checks that hyper-parameters suit a table.
 *
 * @param table The training rows.
 * @param params The hyper-parameters, each in its range.
 * @throws {RangeError} If they do not suit it; the message says what does.
 */
export function checkFit(table: TrainingTable, params: ForestParams): void {
  const { target, nSamples } = table;
  const { criterion, maxSamples } = params;
  demand(
    isOfClasses(criterion) === (target.kind === "classes"),
    `criterion must be one of ${target.kind}: is ${criterion}`,
  );
  demand(
    maxSamples === null || maxSamples <= nSamples,
    `maxSamples must be at most the number of rows, ${nSamples}: is ${maxSamples}`,
  );
  if (criterion === "absolute_error") {
    demand(!hasMissing(table), "criterion absolute_error takes no missing values: there are some");
  }
  if (criterion === "poisson" && target.kind === "numbers") {
    const least = target.numbers.reduce((low, value) => Math.min(low, value), Infinity);
    demand(least >= 0, `criterion poisson needs targets >= 0: one is ${least}`);
    demand(target.numbers.some((value) => value > 0), "criterion poisson needs a target > 0");
  }
  if (params.monotonicCst !== null) checkMonotonic(table, params.monotonicCst);
}

function checkMonotonic(table: TrainingTable, monotonicCst: readonly number[]): void {
  const { nFeatures, target } = table;
  demand(
    monotonicCst.length === nFeatures,
    `monotonicCst must have a sign for each of ${nFeatures} features: has ${monotonicCst.length}`,
  );
  demand(
    target.kind === "numbers" || target.nClasses <= 2,
    "monotonicCst needs a number or two classes: there are more",
  );
  // scikit-learn fits such a table and then refuses to predict with it.
  demand(!hasMissing(table), "monotonicCst takes no missing values: there are some");
}

function hasMissing({ columns }: TrainingTable): boolean {
  return columns.some(({ missingKey }) => missingKey >= 0);
}

function demand(holds: boolean, bound: string): void {
  if (!holds) throw new RangeError(`Cannot fit a forest as ${bound}`);
}

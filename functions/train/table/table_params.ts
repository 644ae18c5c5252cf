import { type EstimatorName, ESTIMATORS, type ForestParams } from "@mlops/forest";
import type { Label } from "@mlops/model";
import type { Feature } from "./feature_rows.ts";
import type { DataTarget } from "./table_data.ts";

/** Hyper-parameters before the classes and features are known that some of them name. */
export interface TableParams extends Omit<ForestParams, "classWeight" | "monotonicCst"> {
  /** scikit-learn's name of the estimator. */
  readonly estimator: EstimatorName;
  /** Weights by the text of the class; classes that are not named weigh 1. */
  readonly classWeight: "balanced" | "balanced_subsample" | Readonly<Record<string, number>> | null;
  /** Signs by the name of the feature; 0 for those that are not named. */
  readonly monotonicCst: Readonly<Record<string, number>> | null;
  /** Share of the rows that is kept for the test, in (0, 1). */
  readonly testSize: number;
  /** Whether rows are predicted out of bag, and the score is logged. */
  readonly oobScore: boolean;
}

/**
 * Takes the defaults of an estimator.
 *
 * @param estimator Its name.
 * @returns scikit-learn's, with a seed and a share for the test.
 */
export function defaultTableParams(estimator: EstimatorName): TableParams {
  const { classWeight: _, monotonicCst: __, ...params } = ESTIMATORS[estimator];
  return {
    ...params,
    estimator,
    classWeight: null,
    monotonicCst: null,
    testSize: 0.2,
    oobScore: false,
    randomState: 42,
  };
}

/**
 * Finds the classes and features that hyper-parameters name.
 *
 * @param params The hyper-parameters.
 * @param data The features, and what is predicted.
 * @returns scikit-learn's parameters.
 * @throws {RangeError} If they name others; all at once.
 */
export function resolveParams(
  params: TableParams,
  { features, target }: { readonly features: readonly Feature[]; readonly target: DataTarget },
): ForestParams {
  const { classWeight, monotonicCst, estimator: _, testSize: __, oobScore: ___, ...rest } = params;
  const names = features.map(({ name }) => name);
  const labels = target.kind === "classes" ? target.labels.map(labelText) : [];
  const strangers = [
    ...unknown("class-weight", typeof classWeight === "string" ? null : classWeight, labels),
    ...unknown("monotonic-cst", monotonicCst, names),
  ];
  if (strangers.length > 0) throw new RangeError(`Cannot fit a forest as ${strangers.join("; ")}`);
  return {
    ...rest,
    classWeight: classWeight === null || typeof classWeight === "string"
      ? classWeight
      : labels.map((label) => classWeight[label] ?? 1),
    monotonicCst: monotonicCst && names.map((name) => monotonicCst[name] ?? 0),
  };
}

/**
 * Writes a label as it stands in names.
 *
 * @param label The label.
 * @returns Its text.
 */
export function labelText(label: Label): string {
  return String(label);
}

function unknown(
  flag: string,
  named: Readonly<Record<string, number>> | null,
  known: readonly string[],
): string[] {
  return Object.keys(named ?? {}).filter((name) => !known.includes(name)).map((name) => {
    const listed = known.slice(0, 10).map((one) => JSON.stringify(one)).join(", ");
    return `--${flag} must name one of ${listed || "no classes"}: names ${JSON.stringify(name)}`;
  });
}

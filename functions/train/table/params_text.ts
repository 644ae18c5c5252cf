import { ESTIMATORS } from "@mlops/forest";
import type { TableParams } from "./table_params.ts";

/**
 * Writes hyper-parameters as scikit-learn's users log them: its names, and Python's `str()` of the values.
 *
 * @param params The hyper-parameters.
 * @returns MLflow parameters; those that the estimator does not have are left out.
 */
export function paramsText(params: TableParams): Record<string, string> {
  const { estimator, featureThreshold: _, splitter: __, classWeight, ...rest } = params;
  const isOfClasses = ESTIMATORS[estimator].maxFeatures === "sqrt";
  const named = { ...rest, ...isOfClasses && { classWeight } };
  const texts = Object.entries(named).map(([name, value]): [string, string] => {
    // All features are None of a classifier and the share 1.0 of a regressor, whose default it is.
    const isAll = name === "maxFeatures" && value === null && !isOfClasses;
    return [snakeCase(name), isAll ? "1.0" : pythonText(value)];
  });
  return { estimator, ...Object.fromEntries(texts) };
}

function snakeCase(name: string): string {
  return name.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}

function pythonText(value: unknown): string {
  if (value === null) return "None";
  if (typeof value === "boolean") return value ? "True" : "False";
  if (typeof value !== "object") return String(value);
  const entries = Object.entries(value).map(([key, one]) => `'${key}': ${one}`);
  return `{${entries.join(", ")}}`;
}

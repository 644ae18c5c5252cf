import { FEATURES, parseTable } from "@mlops/tasks/diabetes";
import { DIABETES_CSV } from "@mlops/tasks/diabetes/data";
import { trainTestSplit } from "@mlops/forest";
import { histogram, percentiles } from "@mlops/statistics";
import type { ServedFeature, ServedModel } from "../model/served_model.ts";
import type { TestedPostgres } from "@mlops/testing/tested_postgres";

const N_FEATURES = FEATURES.length;
const { features, labels, nRows } = parseTable(DIABETES_CSV);

/** All rows of the reference data set, row by row. */
export const PATIENTS: readonly (readonly number[])[] = Array.from(
  { length: nRows },
  (_, row) => [...features.subarray(row * N_FEATURES, (row + 1) * N_FEATURES)],
);

const training = [
  ...trainTestSplit(labels, { testSize: 0.2, randomState: 42, stratify: true }).train,
].map((row) => PATIENTS[row]!);

/** The features as a model that was trained on the data set describes them. */
export const TRAINED_FEATURES: readonly ServedFeature[] = FEATURES.map((feature, column) => {
  const values = Float64Array.from(training, (row) => row[column]!);
  return {
    ...feature,
    type: "fp32",
    categories: null,
    mustBeKnown: false,
    isNullable: false,
    mayBeInfinite: false,
    quantiles: percentiles(values),
    histogram: histogram(values, { min: feature.min, max: feature.max, nBins: 20 }),
  };
});

/**
 * Describes a version that was trained on the data set.
 *
 * @returns What drift is measured against.
 */
export function trainedVersion(
  version: string,
): Pick<ServedModel, "name" | "version" | "features" | "origin"> {
  return {
    name: "diabetes-model",
    version,
    features: TRAINED_FEATURES,
    origin: {
      trainedAt: null,
      dataset: { name: "diabetes.csv", digest: "", rows: nRows, trainingRows: training.length },
      probabilityQuantiles: Array.from({ length: 101 }, (_, percent) => percent / 100),
    },
  };
}

/**
 * Draws patients with replacement, by a generator of its own (mulberry32).
 *
 * @param seed Chooses them.
 * @param count How many.
 * @returns Their rows.
 */
export function drawPatients(seed: number, count: number): number[][] {
  let state = seed * 0x9e3779b9 >>> 0;
  return Array.from({ length: count }, () => {
    state = state + 0x6d2b79f5 >>> 0;
    let mixed = Math.imul(state ^ state >>> 15, state | 1);
    mixed ^= mixed + Math.imul(mixed ^ mixed >>> 7, mixed | 61);
    const share = ((mixed ^ mixed >>> 14) >>> 0) / 2 ** 32;
    return [...PATIENTS[Math.floor(share * PATIENTS.length)]!];
  });
}

/**
 * Writes rows to the log as predictions of a version.
 *
 * @param rows Their features.
 */
export async function logRows(
  database: TestedPostgres,
  version: string,
  rows: readonly (readonly number[])[],
): Promise<void> {
  await database.query(
    `insert into predictions (request_id, row_number, predicted_at, source, batch_id, model_name,
       model_version, engine, features, probability, label, latency_ms, instance)
     select $2 || '-' || position, 0, now(), 'champion', gen_random_uuid(), 'diabetes-model', $2,
            'forest', array(select jsonb_array_elements_text(row)::real), position::float8 / $3, '0', 1, 'test'
       from jsonb_array_elements($1::text::jsonb) with ordinality as r(row, position)`,
    [JSON.stringify(rows), version, rows.length],
  );
}

import { accuracy, kFold, r2Score, stratifiedKFold } from "@mlops/forest";
import type { GrowForest } from "../fit_workers.ts";
import type { TrainPorts } from "../train_ports.ts";
import { fitTable, scoreRows } from "./fit_table.ts";
import { likelyClasses, type Metrics } from "./measure.ts";
import type { TableData } from "./table_data.ts";
import { resolveParams, type TableParams } from "./table_params.ts";
import { divide, type TableSplit } from "./table_split.ts";

/** What is cross-validated. */
export interface Validation {
  /** The table. */
  readonly data: TableData;
  /** Its rows; those of the test stay unseen. */
  readonly split: TableSplit;
  /** The hyper-parameters. */
  readonly params: TableParams;
  /** Number of folds. */
  readonly nFolds: number;
}

/** What grows trees, and what stops it. */
export type ValidationPorts = Pick<TrainPorts, "progress" | "signal"> & {
  readonly grow: GrowForest;
};

/**
 * Fits and scores a forest on each fold of the training rows in turn, as scikit-learn's
 * `cross_val_score` does with a pipeline: accuracy of classes in stratified folds, r² of numbers.
 *
 * @param validation What is cross-validated.
 * @param ports What grows trees.
 * @returns Mean, standard deviation and each fold's score, by MLflow's names of metrics.
 * @throws {RangeError} If the rows are too few for the folds.
 */
export async function crossValidate(
  validation: Validation,
  ports: ValidationPorts,
): Promise<Metrics> {
  const name = validation.data.target.kind === "classes" ? "accuracy" : "r2";
  const scores = await foldScores(validation, ports);
  const { mean, std } = describe(scores);
  const text = `${scores.length} folds: ${name} ${mean.toFixed(4)} ± ${std.toFixed(4)}`;
  ports.progress.done("validated", text, { mean, std });
  return {
    [`cv_${name}_mean`]: mean,
    [`cv_${name}_std`]: std,
    ...Object.fromEntries(scores.map((score, fold) => [`cv_${name}_fold_${fold + 1}`, score])),
  };
}

/**
 * Scores each fold.
 *
 * @param validation What is cross-validated.
 * @param ports What grows trees.
 * @returns A score for each fold.
 */
export async function foldScores(
  { data, split, params, nFolds }: Validation,
  { grow, signal }: ValidationPorts,
): Promise<number[]> {
  const places = split.trainPlaces;
  const labels = data.target.kind === "classes" ? data.target.classOf : null;
  const folds = labels === null
    ? kFold(places.length, { nFolds })
    : stratifiedKFold(places.map((at) => labels[at]!), { nFolds });
  const scores: number[] = [];
  for (const test of folds) {
    const isTest = new Uint8Array(places.length);
    for (const at of test) isTest[at] = 1;
    const train = places.filter((_, at) => isTest[at] === 0);
    const parts = divide(data, train, test.map((at) => places[at]!));
    const { forest } = await fitTable(parts.train, resolveParams(params, { ...parts, ...data }), {
      grow,
      onTree: () => {},
      signal,
      withOutOfBag: false,
    });
    const values = scoreRows(forest, parts.test.rows);
    const { target } = parts.test;
    scores.push(
      target.kind === "numbers"
        ? r2Score(target.numbers, values)
        : accuracy(target.classOf, likelyClasses(values, target.nClasses)),
    );
  }
  return scores;
}

/**
 * Describes scores.
 *
 * @returns Their mean and standard deviation, as NumPy computes them.
 */
export function describe(scores: readonly number[]): { mean: number; std: number } {
  const mean = scores.reduce((sum, score) => sum + score, 0) / scores.length;
  const squares = scores.reduce((sum, score) => sum + (score - mean) ** 2, 0);
  return { mean, std: Math.sqrt(squares / scores.length) };
}

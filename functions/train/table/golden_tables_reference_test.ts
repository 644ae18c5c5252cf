import { deepEqual, equal } from "node:assert/strict";
import { bytesInMemory, readTable } from "@mlops/tables";
import {
  type EstimatorName,
  ESTIMATORS,
  featureImportances,
  type ForestParams,
} from "@mlops/forest";
import { percentiles } from "@mlops/statistics";
import { referenceTest } from "@mlops/testing/reference";
import { growWith } from "../fit_workers.ts";
import { fitTable, scoreRows } from "./fit_table.ts";
import { likelyClasses, measure } from "./measure.ts";
import { residualsOf } from "./residuals.ts";
import { tableData, type TableTask } from "./table_data.ts";
import { splitTable } from "./table_split.ts";

const FOLDER = new URL("../../../../shared/golden/tables/", import.meta.url).pathname;

/** What scikit-learn's pipeline gives for a table. */
interface GoldenTable {
  readonly target: string;
  readonly task: TableTask;
  readonly estimator: EstimatorName;
  readonly params: Readonly<Record<string, number | string | boolean>>;
  readonly "test_size": number;
  readonly "random_state": number;
  readonly train: readonly number[];
  readonly test: readonly number[];
  readonly features: readonly string[];
  readonly categories: Readonly<Record<string, readonly string[]>>;
  readonly nodes: readonly number[];
  readonly importances: readonly number[];
  readonly classes?: readonly (string | number)[];
  readonly probabilities?: readonly number[];
  readonly predictions: readonly (string | number)[];
  readonly metrics: Readonly<Record<string, number | readonly (readonly number[])[]>>;
  readonly "oob_score"?: number;
  readonly "oob_residual_percentiles"?: readonly number[];
}

/** scikit-learn's names of the metrics that are named otherwise in MLflow. */
const GOLDEN_NAMES: Readonly<Record<string, string>> = {
  "auc_roc": "roc_auc",
  "f1_score": "",
  "precision": "",
  "recall": "",
};

function paramsOf({ estimator, params }: GoldenTable): ForestParams {
  const named = Object.entries(params).filter(([name]) => name !== "oob_score").map((
    [name, value],
  ) => [name.replaceAll(/_([a-z])/g, (_, letter: string) => letter.toUpperCase()), value]);
  return { ...ESTIMATORS[estimator], ...Object.fromEntries(named) };
}

const TABLES = [
  "ames",
  "churn",
  "credit",
  "heart",
  "imports85",
  "penguins",
  "randhie",
  "tips",
  "titanic",
  "wine",
];

/** Holds a table's whole training to what scikit-learn gives. */
async function compareTable(name: string, folder: string, dataFolder: string): Promise<void> {
  const golden: GoldenTable = JSON.parse(
    await Deno.readTextFile(`${folder}table-${name}.json`),
  );
  const bytes = await Deno.readFile(`${dataFolder}${name}.csv`);
  const { target, task } = golden;
  const file = `${name}.csv`;
  const table = await readTable(bytesInMemory(file, bytes), { target });
  const data = tableData(table, { target, task, file });
  const options = { testSize: golden.test_size, randomState: golden.random_state };
  const split = splitTable(data, options);
  const { train, test } = split;
  deepEqual(split.features.map((feature) => feature.name), golden.features);
  for (const { name, categories } of split.features) {
    deepEqual(categories, golden.categories[name] ?? null);
  }
  const params = paramsOf(golden);
  const { forest, outOfBag } = await fitTable(train, params, {
    grow: growWith(1),
    onTree: () => {},
    signal: new AbortController().signal,
    withOutOfBag: params.bootstrap,
  });
  const ends = [...forest.roots.slice(1), forest.left.length];
  deepEqual(ends.map((end, tree) => end - forest.roots[tree]!), golden.nodes);
  deepEqual([...featureImportances(forest)], golden.importances);
  const values = scoreRows(forest, test.rows);
  if (data.target.kind === "classes") {
    const { labels } = data.target;
    deepEqual(labels, golden.classes);
    deepEqual([...values], golden.probabilities);
    const predicted = likelyClasses(values, labels.length);
    deepEqual(Array.from(predicted, (c) => labels[c]), golden.predictions);
  } else {
    deepEqual([...values], golden.predictions);
  }
  const metrics = measure(test.target, values);
  for (const [metric, value] of Object.entries(metrics)) {
    const key = GOLDEN_NAMES[metric] ?? metric;
    if (key !== "") equal(value, golden.metrics[key], metric);
  }
  if (golden.oob_score !== undefined) equal(outOfBag?.score, golden.oob_score);
  const residuals = golden.oob_residual_percentiles;
  if (residuals !== undefined && train.target.kind === "numbers") {
    deepEqual(percentiles(residualsOf(train.target.numbers, outOfBag!)), residuals);
  }
}

for (const name of ["heart", "imports85", "penguins", "randhie", "wine"]) {
  Deno.test(`a table becomes the forest, predictions and metrics of scikit-learn to the last bit: ${name} of the repository`, async () => {
    const folder = new URL("testdata/", import.meta.url).pathname;
    await compareTable(name, folder, folder);
  });
}

for (const name of TABLES) {
  referenceTest(
    `a table becomes the forest, predictions and metrics of scikit-learn to the last bit: ${name}`,
    ["golden"],
    () => compareTable(name, FOLDER, `${FOLDER}data/`),
  );
}

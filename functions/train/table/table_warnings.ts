import { featureImportances, type RandomForest } from "@mlops/forest";
import { determiningColumns, type Table } from "@mlops/tables";
import type { Metrics } from "./measure.ts";
import type { TableData } from "./table_data.ts";
import { labelText } from "./table_params.ts";
import type { TableSplit } from "./table_split.ts";

/** A score that is too good to be true, if one column alone makes it. */
const TOO_GOOD = 0.999;
const MOST_OF_ALL = 0.9;
/** Training rows up to which they are compared with those of the test; more would fill the memory. */
const MAX_COMPARED_ROWS = 100_000;
/** Share of the rows below which a class is rare. */
const RARE = 0.01;

/** Rare classes that are told one by one. */
const MOST_NAMED = 5;

/** A fitted model with the table that it was made of. */
export interface WarnedModel {
  /** The table. */
  readonly table: Table;
  /** Its features and its target. */
  readonly data: TableData;
  /** Its rows. */
  readonly split: TableSplit;
  /** The forest. */
  readonly forest: RandomForest;
  /** How it did on the test rows. */
  readonly metrics: Metrics;
}

/**
 * Tells what somebody should look at before the model is trusted. Nothing is changed by it.
 *
 * @param model The model.
 * @returns Sentences, without their full stops.
 */
export function warningsOf(model: WarnedModel): string[] {
  const { table, data, split } = model;
  const determining = determiningColumns(table.columns, data.target.name).map((name) =>
    `each value of ${
      JSON.stringify(name)
    } goes with one value of the target: it may have been written ` +
    "after the outcome"
  );
  return [
    ...determining,
    ...leaks(model),
    ...twins(split),
    ...rareClasses(data),
    ...allDistinct(data),
  ];
}

function leaks({ metrics, forest, split }: WarnedModel): string[] {
  const score = metrics["r2"] ?? metrics["auc_roc"] ?? metrics["roc_auc_ovr_macro"] ?? 0;
  const importances = featureImportances(forest);
  const [first] = [...importances.keys()].sort((a, b) => importances[b]! - importances[a]!);
  if (first === undefined || score < TOO_GOOD || importances[first]! < MOST_OF_ALL) return [];
  const name = split.features[first]!.name;
  return [`"${name}" alone predicts nearly everything: it may have been written after the outcome`];
}

function twins({ train, test }: TableSplit): string[] {
  if (train.rows.nRows > MAX_COMPARED_ROWS) return [];
  const seen = new Set(
    Array.from({ length: train.rows.nRows }, (_, row) => keyOf(train.rows, row)),
  );
  let nTwins = 0;
  for (let row = 0; row < test.rows.nRows; row++) if (seen.has(keyOf(test.rows, row))) nTwins++;
  if (nTwins === 0) return [];
  return [
    `${nTwins} of ${test.rows.nRows} test rows have a training row with the same values: metrics may ` +
    "flatter the model",
  ];
}

function keyOf(rows: TableSplit["train"]["rows"], row: number): string {
  return rows.numbers(row, row + 1).join();
}

function rareClasses({ target }: TableData): string[] {
  if (target.kind === "numbers") return [];
  const counts = new Int32Array(target.labels.length);
  for (const c of target.classOf) counts[c]!++;
  const nRows = target.classOf.length;
  const rare = target.labels.map((_, c) => c).filter((c) => counts[c]! / nRows < RARE);
  const nameOf = (c: number) => JSON.stringify(labelText(target.labels[c]!));
  if (rare.length <= MOST_NAMED) {
    return rare.map((c) =>
      `class ${nameOf(c)} has ${counts[c]} of ${nRows} rows: metrics of it are uncertain`
    );
  }
  const named = rare.slice(0, MOST_NAMED).map(nameOf).join(", ");
  return [
    `${rare.length} classes have less than a hundredth of the rows each, ${named} among them: ` +
    "metrics of them are uncertain",
  ];
}

function allDistinct({ columns, rows }: TableData): string[] {
  return columns.flatMap(({ name, isWhole, values }) => {
    if (!isWhole) return [];
    const seen = new Set<number>();
    for (const row of rows) {
      const value = values[row]!;
      if (Number.isNaN(value) || seen.has(value)) return [];
      seen.add(value);
    }
    return rows.length < 20
      ? []
      : [`"${name}" has another whole number in every row: it may be an id (--schema ignores it)`];
  });
}

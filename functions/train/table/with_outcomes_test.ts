import { deepEqual, equal } from "node:assert/strict";
import type { TableData } from "./table_data.ts";
import { splitTable } from "./table_split.ts";
import { screenTableOutcomes, withOutcomes } from "./with_outcomes.ts";

const DATA: TableData = {
  columns: [
    {
      name: "size",
      kind: "number",
      input: "number",
      isWhole: false,
      isOptional: true,
      words: null,
      values: Float64Array.of(1, NaN, 3, 4, 5, 6, 7, 8),
    },
    {
      name: "city",
      kind: "category",
      input: "category",
      isWhole: false,
      isOptional: false,
      words: ["Brest", "Nîmes"],
      values: Int32Array.of(0, 1, 0, 1, 0, 1, 0, 1),
    },
  ],
  target: {
    kind: "classes",
    name: "ok",
    labels: ["no", "yes"],
    classOf: Int32Array.of(0, 1, 0, 1, 0, 1, 0, 1),
  },
  rows: Int32Array.of(0, 1, 2, 3, 4, 5, 6, 7),
  nWithoutTarget: 0,
};

const outcome = (size: unknown, city: unknown, outcome: string) => ({
  features: { size, city },
  outcome,
  source: "key:lab",
});

Deno.test("withOutcomes() adds rows that fit the table, and numbers new words among the old ones", () => {
  const { kept } = screenTableOutcomes(DATA, [
    outcome(8.5, "Caen", "yes"),
    outcome(null, "Nîmes", "no"),
    outcome("8.5", "Nîmes", "no"),
    outcome(8.5, null, "no"),
    outcome(8.5, "Nîmes", "maybe"),
    { features: { size: 1 }, outcome: "no", source: "key:lab" },
  ], new Int32Array(0));
  const data = withOutcomes(DATA, kept);
  equal(data.nOutcomes, 2);
  deepEqual(data.columns[1]!.words, ["Brest", "Caen", "Nîmes"]);
  equal(data.columns[1]!.values.join(), "0,2,0,2,0,2,0,2,1,2");
  equal(data.columns[0]!.values.join(), "1,NaN,3,4,5,6,7,8,8.5,NaN");
  equal(data.rows.join(), "0,1,2,3,4,5,6,7,8,9");
  equal(data.target.kind === "classes" && data.target.classOf.join(), "0,1,0,1,0,1,0,1,1,0");
});

Deno.test("screenTableOutcomes() refuses outliers, rows of the test and what one source tells beyond the table", () => {
  const { kept, refused } = screenTableOutcomes(DATA, [
    outcome(100, "Brest", "yes"),
    outcome(8, "Nîmes", "no"),
    outcome(null, "Nîmes", "yes"),
    ...Array.from({ length: 9 }, (_, i) => outcome(2 + i / 2, "Caen", "no")),
  ], Int32Array.of(7));
  deepEqual(refused, [
    { source: "key:lab", rows: 1, reason: "they are rows of the test" },
    {
      source: "key:lab",
      rows: 1,
      reason: "outliers, e.g. size 100, which the data set has from 1 to 8",
    },
    {
      source: "key:lab",
      rows: 2,
      reason: "a source counts for at most as many rows as the data set has, 8",
    },
  ]);
  deepEqual(kept.map(({ features }) => features["size"]), [2.5, 3, 3.5, 4, 4.5, 5, 5.5, 6]);
});

Deno.test("splitTable() tests with the table's own rows, whatever outcomes were told", () => {
  const options = { testSize: 0.25, randomState: 7 };
  const alone = splitTable(DATA, options);
  const outcomes = Array.from({ length: 8 }, (_, i) => outcome(i, "Brest", i % 2 ? "yes" : "no"));
  const both = splitTable(withOutcomes(DATA, outcomes), options);
  deepEqual([alone.test.rows.nRows, both.test.rows.nRows], [2, 2]);
  equal(both.test.rows.column(0).join(), alone.test.rows.column(0).join());
  deepEqual([alone.train.rows.nRows, both.train.rows.nRows], [6, 14]);
});

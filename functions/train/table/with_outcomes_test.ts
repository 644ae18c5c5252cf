import { deepEqual, equal } from "node:assert/strict";
import type { TableData } from "./table_data.ts";
import { splitTable } from "./table_split.ts";
import { withOutcomes } from "./with_outcomes.ts";

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
});

Deno.test("withOutcomes() adds rows that fit the table, and numbers new words among the old ones", () => {
  const data = withOutcomes(DATA, [
    outcome(9, "Caen", "yes"),
    outcome(null, "Nîmes", "no"),
    outcome("9", "Nîmes", "no"),
    outcome(9, null, "no"),
    outcome(9, "Nîmes", "maybe"),
    { features: { size: 1 }, outcome: "no" },
  ]);
  equal(data.nOutcomes, 2);
  deepEqual(data.columns[1]!.words, ["Brest", "Caen", "Nîmes"]);
  equal(data.columns[1]!.values.join(), "0,2,0,2,0,2,0,2,1,2");
  equal(data.columns[0]!.values.join(), "1,NaN,3,4,5,6,7,8,9,NaN");
  equal(data.rows.join(), "0,1,2,3,4,5,6,7,8,9");
  equal(data.target.kind === "classes" && data.target.classOf.join(), "0,1,0,1,0,1,0,1,1,0");
});

Deno.test("splitTable() leaves the table's own test rows where they are", () => {
  const options = { testSize: 0.25, randomState: 7 };
  const alone = splitTable(DATA, options);
  const outcomes = Array.from({ length: 8 }, (_, i) => outcome(i, "Brest", i % 2 ? "yes" : "no"));
  const both = splitTable(withOutcomes(DATA, outcomes), options);
  equal(alone.test.rows.nRows, 2);
  equal(both.test.rows.nRows, 4);
  equal(
    both.test.rows.take(Int32Array.of(0, 1)).column(0).join(),
    alone.test.rows.column(0).join(),
  );
  // Too few to be split: all of them are for training.
  const few = splitTable(withOutcomes(DATA, outcomes.slice(0, 1)), options);
  deepEqual([few.train.rows.nRows, few.test.rows.nRows], [7, 2]);
});

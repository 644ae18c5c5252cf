import { deepEqual } from "node:assert/strict";
import type { FeatureType, ModelFeature } from "@mlops/model";
import { FeatureReader } from "./feature_reader.ts";

const FEATURE = { name: "x", categories: null, mustBeKnown: false, mayBeInfinite: false };

function readCell(type: FeatureType, cell: string, more: Partial<ModelFeature> = {}): unknown {
  const reader = new FeatureReader({ ...FEATURE, type, isNullable: true, ...more });
  const into = { numbers: Float64Array.of(7), texts: ["before"] as (string | null)[] };
  if (!reader.readCell(cell, into, 0)) return "refused";
  return Number.isNaN(into.numbers[0]) ? into.texts[0] : into.numbers[0];
}

Deno.test("readCell() takes for missing what the training takes for it: ? among numbers, never among words", () => {
  const cells = ["", "NA", "?", "-", "--", ".", "..", "none", "missing", "unknown", "other"];
  const missing = Array.from({ length: 10 }, () => null);
  deepEqual(cells.map((cell) => readCell("fp32", cell)), [...missing, "refused"]);
  deepEqual(cells.map((cell) => readCell("bool", cell)), [...missing, "refused"]);
  deepEqual(cells.map((cell) => readCell("bytes", cell)), [null, null, ...cells.slice(2)]);
  deepEqual(readCell("bytes", "NA", { categories: ["NA", "EU"] }), "NA");
});

Deno.test("readCell() takes the words for missing that a schema named, in the place of the usual ones", () => {
  const named = { missingWords: ["NR", "?"] };
  const cells = ["", "NR", "?", "NA", "-", "3"];
  deepEqual(cells.map((cell) => readCell("fp32", cell, named)), [
    null,
    null,
    null,
    "refused",
    "refused",
    3,
  ]);
  deepEqual(readCell("bytes", "NR", named), null);
});

Deno.test("a date is read as ISO text or as days, in a table and in JSON", () => {
  const days = { isDate: true };
  const cells = ["1970-01-02", "1970-01-02T12:00:00Z", "3.5", "02/01/1970", "NA"];
  deepEqual(cells.map((cell) => readCell("fp32", cell, days)), [1, 1.5, 3.5, "refused", null]);
  const reader = new FeatureReader({ ...FEATURE, ...days, type: "fp32", isNullable: false });
  const into = { numbers: new Float64Array(1), texts: null };
  deepEqual([reader.read("1970-01-03", into, 0), into.numbers[0]], [true, 2]);
  deepEqual([reader.read("soon", into, 0), reader.read("3", into, 0)], [false, false]);
  deepEqual(reader.demand, "must be an ISO date such as 2024-12-31, or days since 1970-01-01");
});

import { deepEqual } from "node:assert/strict";
import type { ServedFeature } from "../model/served_model.ts";
import { rowNotes } from "./row_notes.ts";

const PLAIN = {
  unit: "",
  min: null,
  max: null,
  step: null,
  default: null,
  histogram: null,
  mustBeKnown: false,
  isNullable: true,
  mayBeInfinite: false,
};
const features: ServedFeature[] = [
  { ...PLAIN, name: "age", label: "Age", type: "fp32", categories: null, quantiles: [18, 40, 68] },
  { ...PLAIN, name: "home", label: "", type: "bytes", categories: ["rent"], quantiles: null },
];
const rows = {
  nRows: 3,
  numbers: Float64Array.of(30, NaN, 17.5, NaN, NaN, NaN),
  texts: [null, "rent", null, "Mars", null, null],
};

Deno.test("rowNotes() names words that are not known and numbers beyond the training's", () => {
  const model = { features, hasNotes: true };
  deepEqual([0, 1, 2].map((row) => rowNotes(model, rows, row)), [
    [],
    [
      "age 17.5 is beyond the training's 18 to 68",
      'home "Mars" is no word of the training: it counts as missing',
    ],
    [],
  ]);
  deepEqual(rowNotes({ features, hasNotes: false }, rows, 1), []);
});

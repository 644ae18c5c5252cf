import { deepEqual, equal } from "node:assert/strict";
import { readFeature } from "./model_feature.ts";

Deno.test("readFeature() draws what a model alone knows: no range, no slider", () => {
  const feature = readFeature({ name: "f0", type: "fp32" });
  deepEqual(feature, {
    name: "f0",
    label: "f0",
    unit: "",
    kind: "number",
    categories: [],
    holdsText: false,
    isDate: false,
    isNullable: false,
    range: null,
    default: 0,
    histogram: null,
  });
  equal(readFeature({ name: "f0", type: "fp32", nullable: true }).default, null);
});

Deno.test("readFeature() makes a slider of quantiles, with steps that fit", () => {
  const quantiles = Array.from({ length: 101 }, (_, i) => i * 2);
  const number = readFeature({ name: "x", type: "fp64", quantiles });
  deepEqual(number.range, { min: 2, max: 198, step: 1 });
  equal(number.default, 100);
  equal(readFeature({ name: "n", type: "int64", min: 0, max: 8 }).range?.step, 1);
  equal(readFeature({ name: "constant", type: "fp64", min: 3, max: 3 }).range, null);
});

Deno.test("readFeature() knows categories, switches and texts by type", () => {
  const kinds = [
    { name: "a", type: "bytes", categories: ["x"] },
    { name: "b", type: "int64", categories: [1, 2] },
    { name: "c", type: "bool", categories: [0, 1] },
    { name: "d", type: "bytes" },
    { name: "e", type: "uint8" },
  ].map((wire) => readFeature(wire).kind);
  deepEqual(kinds, ["category", "category", "boolean", "text", "integer"]);
});

Deno.test("readFeature() leaves a task its own ends of the slider", () => {
  const quantiles = Array.from({ length: 101 }, (_, i) => i * 2);
  const wire = { name: "x", type: "fp32", min: 0, max: 300, step: 5, quantiles };
  deepEqual(readFeature(wire, true).range, { min: 0, max: 300, step: 5 });
  deepEqual(readFeature(wire).range, { min: 0, max: 200, step: 5 });
  equal(readFeature(wire).histogram?.counts.length, 20);
});

Deno.test("readFeature() lists the most frequent category first", () => {
  const wire = { name: "c", type: "bytes", categories: ["a", "b", "c"], counts: [5, 9, 7] };
  deepEqual(readFeature(wire).categories, ["b", "c", "a"]);
  deepEqual(readFeature({ ...wire, counts: [1] }).categories, ["a", "b", "c"]);
});

Deno.test("readFeature() makes days of dates, steps by one, and keeps the time where there is one", () => {
  const quantiles = Array.from({ length: 101 }, (_, i) => 18_000 + i * 20.5);
  const days = readFeature({
    name: "sold",
    type: "fp64",
    date: true,
    step: 10,
    default: 19_025.5,
    quantiles,
  });
  deepEqual([days.isDate, days.kind, days.default], [true, "integer", 19_026]);
  deepEqual(days.range, { min: 18_020, max: 20_030, step: 1 });
  const times = readFeature({
    name: "seen",
    type: "fp64",
    date: true,
    quantiles: quantiles.map((day) => day + 0.25),
  });
  deepEqual([times.kind, times.default], ["number", 19_025.25]);
});

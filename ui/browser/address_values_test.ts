import { deepEqual, equal } from "node:assert/strict";
import { readAddressValues, writeAddressValues } from "./address_values.ts";

const FEATURES = [
  { name: "BMI", label: "IMC", unit: "", min: 0, max: 67, step: 0.1, default: 32 },
  { name: "Age", label: "Âge", unit: "ans", min: 21, max: 81, step: 1, default: 33 },
];

Deno.test("readAddressValues() completes a case with the defaults", () => {
  deepEqual(readAddressValues("?BMI=33.6", FEATURES), { BMI: 33.6, Age: 33 });
});

Deno.test("readAddressValues() is null without a readable feature", () => {
  equal(readAddressValues("?x=1", FEATURES), null);
  equal(readAddressValues("?BMI=<b>&Age=", FEATURES), null);
});

Deno.test("writeAddressValues() and readAddressValues() agree, and keep the rest", () => {
  const search = writeAddressValues("?x=1", { BMI: 33.6, Age: 50 });
  equal(search, "?x=1&BMI=33.6&Age=50");
  deepEqual(readAddressValues(search, FEATURES), { BMI: 33.6, Age: 50 });
});

import { readFeature } from "./model_feature.ts";
import { deepEqual, equal } from "node:assert/strict";
import { readAddressValues, writeAddressValues } from "./address_values.ts";

const FEATURES = [
  { name: "BMI", label: "IMC", unit: "", min: 0, max: 67, step: 0.1, default: 32 },
  { name: "Age", label: "Âge", unit: "ans", min: 21, max: 81, step: 1, default: 33 },
].map((wire) => readFeature(wire));

Deno.test("readAddressValues() completes a case with the defaults", () => {
  deepEqual(readAddressValues("?BMI=33.6", FEATURES), { BMI: 33.6, Age: 33 });
});

Deno.test("readAddressValues() is null without a readable feature", () => {
  equal(readAddressValues("?x=1", FEATURES), null);
  equal(readAddressValues("?BMI=<b>&Age=", FEATURES), null);
});

Deno.test("readAddressValues() takes a feature of any name", () => {
  const features = ["constructor", "__proto__", "Age"].map((name) =>
    readFeature({ name, label: name, unit: "", min: 0, max: 9, step: 1, default: 4 })
  );
  deepEqual(Object.entries(readAddressValues("?__proto__=5&Age=6", features) ?? {}), [
    ["constructor", 4],
    ["__proto__", 5],
    ["Age", 6],
  ]);
});

Deno.test("writeAddressValues() and readAddressValues() agree, and keep the rest", () => {
  const search = writeAddressValues("?x=1", { BMI: 33.6, Age: 50 });
  equal(search, "?x=1&BMI=33.6&Age=50");
  deepEqual(readAddressValues(search, FEATURES), { BMI: 33.6, Age: 50 });
});

Deno.test("readAddressValues() reads categories, switches, texts and missing values", () => {
  const features = [
    { name: "island", type: "bytes", categories: ["Biscoe", "Dream"], nullable: true },
    { name: "rooms", type: "int64", categories: [2, 3] },
    { name: "smoker", type: "bool" },
    { name: "note", type: "bytes" },
    { name: "mass", type: "fp64", nullable: true },
  ].map((wire) => readFeature(wire));
  const values = { island: "Dream", rooms: 3, smoker: true, note: "a&b", mass: null };
  deepEqual(readAddressValues(writeAddressValues("", values), features), values);
  const others = { ...values, island: null, smoker: false, mass: 3750.5 };
  deepEqual(readAddressValues(writeAddressValues("", others), features), others);
  // What is no category is not taken from an address.
  deepEqual(readAddressValues("?island=Mars&smoker=true", features)?.["island"], "Biscoe");
});

import { deepEqual, equal, throws } from "node:assert/strict";
import type { ModelFeature } from "@mlops/model";
import { RowReader } from "./row_reader.ts";
import { ValidationError } from "../http/validation_error.ts";

const plain = (name: string): ModelFeature => ({
  name,
  type: "fp32",
  categories: null,
  mustBeKnown: false,
  isNullable: false,
  mayBeInfinite: false,
});

const reader = new RowReader([plain("Glucose"), plain("Age")]);

const row = (...numbers: number[]) => ({
  nRows: 1,
  numbers: Float64Array.from(numbers),
  texts: null,
});

function faultsOf(value: unknown): string[] {
  try {
    reader.readOne(value);
  } catch (error) {
    if (error instanceof ValidationError) return error.faults.map(({ reason }) => reason);
    throw error;
  }
  return [];
}

Deno.test("readOne() orders the features by column, whatever the order of the keys", () => {
  deepEqual(reader.readOne({ Age: 50, Glucose: 148 }), row(148, 50));
});

Deno.test("readOne() leaves numbers as they were sent", () => {
  deepEqual(reader.readOne({ Glucose: 0.1, Age: 1 }), row(0.1, 1));
});

Deno.test("readOne() names every wrong field", () => {
  deepEqual(faultsOf({ Glucose: "148", Weight: 80, Height: 1.8 }), [
    'Glucose must be a finite 32-bit number: is "148"',
    "Age is missing",
    '"Weight" is no feature of this model',
    '"Height" is no feature of this model',
  ]);
});

Deno.test("readOne() names the feature that a name in other letters or signs may be meant for", () => {
  deepEqual(faultsOf({ "glucose ": 148, AGE: 50, _: 1 }), [
    "Glucose is missing",
    "Age is missing",
    '"glucose " is no feature of this model: "Glucose" is',
    '"AGE" is no feature of this model: "Age" is',
    '"_" is no feature of this model',
  ]);
});

Deno.test("readOne() takes the largest float32 and refuses all beyond", () => {
  const largest = 3.4028234663852886e38;
  deepEqual(
    reader.readOne({ Glucose: largest, Age: -largest }),
    row(largest, -largest),
  );
  for (const value of [3.4028235e38, 1e39, -1e39, Infinity, -Infinity, NaN]) {
    deepEqual(faultsOf({ Glucose: value, Age: 1 }), [
      `Glucose must be a finite 32-bit number: is ${value}`,
    ]);
  }
});

Deno.test("readOne() refuses what is no object", () => {
  for (const value of [null, 1, "a", true, [], [1, 2], undefined]) {
    deepEqual(faultsOf(value), ["must be an object with a number for each feature"]);
  }
});

Deno.test("readOne() refuses values that are no numbers, and shows them", () => {
  const shown: [unknown, string][] = [
    [null, "null"],
    [true, "true"],
    ["1", '"1"'],
    ["9".repeat(50), `"${"9".repeat(39)}…"`],
    [[1], "an array"],
    [{ a: 1 }, "an object"],
  ];
  for (const [value, text] of shown) {
    deepEqual(faultsOf({ Glucose: value, Age: 1 }), [
      `Glucose must be a finite 32-bit number: is ${text}`,
    ]);
  }
});

Deno.test("readOne() takes no feature from an object's prototype", () => {
  const strange = new RowReader([plain("constructor"), plain("__proto__")]);
  throws(() => strange.readOne({}), /constructor is missing; __proto__ is missing/);
  deepEqual(
    strange.readOne(JSON.parse('{"constructor": 1, "__proto__": 2}')),
    row(1, 2),
  );
});

Deno.test("readMany() lays rows one after the other", () => {
  deepEqual(
    reader.readMany([{ Glucose: 1, Age: 2 }, { Glucose: 3, Age: 4 }]),
    { nRows: 2, numbers: Float64Array.of(1, 2, 3, 4), texts: null },
  );
});

Deno.test("readMany() says which element is wrong, and counts what it does not list", () => {
  try {
    reader.readMany([{ Glucose: 1, Age: 2 }, ...Array(600).fill({ Glucose: 1, Years: 3 })]);
  } catch (error) {
    if (!(error instanceof ValidationError)) throw error;
    equal(error.faultCount, 1200);
    equal(error.faults.length, 1000);
    deepEqual(error.faults[0], { path: [1, "Age"], reason: "[1] Age is missing" });
    return;
  }
  throw new Error("nothing was refused");
});

Deno.test("a feature that the model never looks at takes anything, as missing", () => {
  const unused = { ...plain("id"), isNullable: true, mayBeInfinite: true, isUnused: true };
  const own = new RowReader([unused, plain("Age")]);
  for (const id of ["x-1", "", true, null, 7]) {
    const { numbers, texts } = own.readOne({ id, Age: 41 });
    deepEqual([...numbers, texts], [id === 7 ? 7 : NaN, 41, null]);
  }
  throws(() => own.readOne({ id: {}, Age: 41 }), ValidationError);
  const cells = own.empty(1);
  equal(own.readers[0]!.readCell("x-1", cells, 0), true);
  deepEqual([...cells.numbers], [NaN, 0]);
});

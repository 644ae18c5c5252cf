import { equal, match } from "node:assert/strict";
import { whyCostly } from "./json_cost.ts";

/** Most bytes of a body that the service takes. */
const MANY_ROWS_BYTES = 4 * 1024 * 1024;

/** An array of so many elements as a body can hold. */
function fill(element: (index: number) => string, count = Infinity): string {
  const elements: string[] = [];
  let size = 2;
  for (let index = 0; index < count; index++) {
    const text = element(index);
    size += text.length + 1;
    if (size > MANY_ROWS_BYTES) break;
    elements.push(text);
  }
  return `[${elements.join(",")}]`;
}

const COSTLY: Readonly<Record<string, string>> = {
  "objects and arrays": fill(() => "[]"),
  "different keys": `[{${fill((index) => `"${index}":1`).slice(1, -1)}}]`,
  "different strings": fill((index) => `"${index}"`),
};

const ROW = {
  Pregnancies: 2,
  Glucose: 120,
  BloodPressure: 70.5,
  BMI: 32.25,
  'a "name" with [brackets]: {': '\\"[[[[',
};

const CHEAP: Readonly<Record<string, string>> = {
  rows: fill(() => JSON.stringify(ROW)),
  numbers: fill((index) => `${index % 10}`),
  words: fill((index) => `"${["low", "high"][index % 2]}"`),
  "brackets in a string": JSON.stringify("[{".repeat(MANY_ROWS_BYTES / 2 - 1)),
  "keys of a few hundred columns": fill(() =>
    JSON.stringify(Object.fromEntries(Array.from({ length: 300 }, (_, index) => [`f${index}`, 1])))
  ),
  "a few objects": fill(() => "{}", 90_000),
};

Deno.test("whyCostly() refuses what takes the parser long, and says what", () => {
  for (const [what, text] of Object.entries(COSTLY)) {
    match(whyCostly(text) ?? "", new RegExp(`at most \\d+ ${what}: has more`));
  }
});

Deno.test("whyCostly() lets large bodies of rows pass", () => {
  for (const [what, text] of Object.entries(CHEAP)) {
    equal(whyCostly(text), null, what);
  }
});

Deno.test("whyCostly() takes what is no JSON as it comes", () => {
  for (const end of ['"', '"\\', '"a"   ', "{{"]) {
    equal(whyCostly(" ".repeat(100_000) + end), null);
  }
});

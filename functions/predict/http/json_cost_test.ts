import { doesNotThrow, throws } from "node:assert/strict";
import { MANY_ROWS_BYTES } from "./whole_body.ts";
import { Problem } from "./problem.ts";
import { refuseCostlyJson } from "./json_cost.ts";

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

Deno.test("refuseCostlyJson() refuses what takes the parser long, and says what", () => {
  for (const [what, text] of Object.entries(COSTLY)) {
    throws(
      () => refuseCostlyJson(text),
      (error) => error instanceof Problem && error.status === 413 && error.message.includes(what),
      what,
    );
  }
});

Deno.test("refuseCostlyJson() lets large bodies of rows pass", () => {
  for (const [what, text] of Object.entries(CHEAP)) {
    doesNotThrow(() => refuseCostlyJson(text), what);
  }
});

Deno.test("refuseCostlyJson() takes what is no JSON as it comes", () => {
  for (const end of ['"', '"\\', '"a"   ', "{{"]) {
    doesNotThrow(() => refuseCostlyJson(" ".repeat(100_000) + end));
  }
});

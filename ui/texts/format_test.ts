import { deepEqual, equal, match } from "node:assert/strict";
import { createFormat } from "./format.ts";

const fr = createFormat("fr-FR");
const en = createFormat("en-GB");

Deno.test("percent() and points() write shares as people do", () => {
  equal(fr.percent(0.7698901), "77,0\u00a0%");
  equal(en.percent(0.7698901), "77.0\u00a0%");
  equal(fr.points(0.182), "+18,2");
  equal(fr.points(-0.0213), "−2,1");
  equal(fr.points(0), "0,0");
});

Deno.test("signed() keeps its decimals, and gives nothing no sign", () => {
  deepEqual([fr.signed(-7.1, 1), en.signed(1, 1), en.signed(0, 3)], ["−7,1", "+1.0", "0.000"]);
});

Deno.test("value() and number() write a minus sign, and a power of ten where digits have no end", () => {
  deepEqual([fr.value(-0.04, 0.01), en.number(-0.675, 3)], ["−0,04", "−0.675"]);
  deepEqual([en.value(1e300, 1), en.number(-2.5e15), en.number(999_999_999_999)], [
    "1E300",
    "−2.5E15",
    "999,999,999,999",
  ]);
});

Deno.test("quality() and percent() write a minus sign, as of a correlation or an R² below zero", () => {
  deepEqual([fr.quality(-0.947), en.quality(-0.1), en.percent(-0.05)], [
    "−0,9470",
    "−0.1000",
    "−5.0\u00a0%",
  ]);
});

Deno.test("value() keeps the decimals that a value has", () => {
  deepEqual([fr.value(33.6, 0.1), fr.value(0.627, 0.01), fr.value(120, 1)], [
    "33,6",
    "0,627",
    "120",
  ]);
});

Deno.test("value() keeps the first digits of what is small, and gives what rounds to nothing no sign", () => {
  deepEqual([en.value(-0.000301, 1), fr.value(0.0000031586, 0.0000001), en.value(-3.2e-9, 1)], [
    "−0.000301",
    "0,00000316",
    "−3.2E−9",
  ]);
  deepEqual([en.value(-0, 1), en.number(-0.0004, 2), en.quality(-0.00001)], ["0", "0", "0.0000"]);
});

Deno.test("ago() uses the largest unit that is full", () => {
  equal(fr.ago(0, 2 * 3_600_000), "il y a 2 heures");
  equal(en.ago(0, 90_000), "1 minute ago");
  equal(en.ago(0, 0), "now");
});

Deno.test("day() writes a day of a table without its zone, with the minute where there is one", () => {
  deepEqual([fr.day(20_088), fr.day(0)], ["31 déc. 2024", "1 janv. 1970"]);
  match(fr.day(20_088.5), /^31 déc. 2024.* 12:00$/);
});

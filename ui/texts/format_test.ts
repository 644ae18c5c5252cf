import { deepEqual, equal } from "node:assert/strict";
import { createFormat } from "./format.ts";

const fr = createFormat("fr-FR");
const en = createFormat("en-GB");

Deno.test("percent() and points() write shares as people do", () => {
  equal(fr.percent(0.7698901), "77,0\u00a0%");
  equal(en.percent(0.7698901), "77.0%");
  equal(fr.points(0.182), "+18,2");
  equal(fr.points(-0.0213), "−2,1");
  equal(fr.points(0), "0,0");
});

Deno.test("value() keeps the decimals that a value has", () => {
  deepEqual([fr.value(33.6, 0.1), fr.value(0.627, 0.01), fr.value(120, 1)], [
    "33,6",
    "0,627",
    "120",
  ]);
});

Deno.test("ago() uses the largest unit that is full", () => {
  equal(fr.ago(0, 2 * 3_600_000), "il y a 2 heures");
  equal(en.ago(0, 90_000), "1 minute ago");
  equal(en.ago(0, 0), "now");
});

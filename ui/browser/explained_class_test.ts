import { deepEqual, equal } from "node:assert/strict";
import { ofPredictedClass } from "./explained_class.ts";
import type { Explanation } from "./scorer.ts";

const EXPLANATION: Explanation = {
  space: "probability",
  base: 0.25,
  contributions: [{ feature: "age", contribution: 0.125 }],
  nearestChange: null,
};

Deno.test("ofPredictedClass() turns what speaks for the second of two classes round for the first", () => {
  const of = { classes: ["no", "yes"], isVerdict: false };
  equal(ofPredictedClass(EXPLANATION, { ...of, label: "yes" }), EXPLANATION);
  deepEqual(ofPredictedClass(EXPLANATION, { ...of, label: "no" }), {
    ...EXPLANATION,
    base: 0.75,
    contributions: [{ feature: "age", contribution: -0.125 }],
  });
  const margin = { ...EXPLANATION, space: "margin" } as const;
  equal(ofPredictedClass(margin, { ...of, label: "no" }).base, -0.25);
});

Deno.test("ofPredictedClass() leaves a verdict, three classes and numbers as they are", () => {
  const first = { label: "no", classes: ["no", "yes"] };
  equal(ofPredictedClass(EXPLANATION, { ...first, isVerdict: true }), EXPLANATION);
  const three = { label: "no", classes: ["no", "yes", "?"], isVerdict: false };
  equal(ofPredictedClass(EXPLANATION, three), EXPLANATION);
  const value = { ...EXPLANATION, space: "value" } as const;
  equal(ofPredictedClass(value, { ...first, isVerdict: false }), value);
});

import { deepEqual, equal } from "node:assert/strict";
import stored from "./reference_answers.json" with { type: "json" };
import { referenceAnswers } from "./reference_answers.ts";

Deno.test("reference_answers.json holds what the reference model answers", () => {
  const answers = referenceAnswers();
  equal(answers.length, 768);
  equal(answers[0]!.probability, 0.7698901075776077);
  deepEqual(stored, answers);
});

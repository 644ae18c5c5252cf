import { equal } from "node:assert/strict";
import { riskOf } from "./risk.ts";

Deno.test("a probability has a word, at its bounds too", () => {
  equal(riskOf(0.05), "low");
  equal(riskOf(0.3), "raised");
  equal(riskOf(0.7), "high");
});

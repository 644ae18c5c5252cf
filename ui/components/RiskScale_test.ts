import { equal } from "node:assert/strict";
import { RISK_LEVELS, riskLevel } from "@mlops/diabetes";
import { RISK_LIMITS } from "./RiskScale.tsx";

Deno.test("RISK_LIMITS are those of riskLevel()", () => {
  RISK_LEVELS.forEach((level, i) => {
    const [from = NaN, to = NaN] = [RISK_LIMITS[i], RISK_LIMITS[i + 1]];
    equal(riskLevel(from), level);
    equal(riskLevel(to - 1e-12), level);
  });
});

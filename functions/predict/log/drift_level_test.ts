import { equal } from "node:assert/strict";
import { driftLevel } from "./drift_level.ts";

Deno.test("driftLevel() gives an index that is a bound the level above", () => {
  equal(driftLevel(0.0999, 0), "stable");
  equal(driftLevel(0.1, 0), "moderate");
  equal(driftLevel(0.2499, 0), "moderate");
  equal(driftLevel(0.25, 0), "major");
});

Deno.test("driftLevel() takes what chance explains for no drift", () => {
  equal(driftLevel(0.2, 0.2), "stable");
  equal(driftLevel(0.4, 0.39), "major");
});

Deno.test("driftLevel() tells no stability of so few rows that chance explains any index", () => {
  equal(driftLevel(0.4, 0.4), "unknown");
  equal(driftLevel(6.774, 20.154), "unknown");
  equal(driftLevel(0.05, 0.4), "stable");
});

Deno.test("driftLevel() knows nothing without an index", () => {
  equal(driftLevel(null, 0.1), "unknown");
  equal(driftLevel(0.3, null), "unknown");
});

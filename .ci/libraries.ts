/**
 * The libraries of `packages/` that are not pure. All others are, a new one too: `house_rules.ts`
 * refuses effects in them, and `run_tests.ts` tests them with no permission.
 *
 * @module
 */

/** Libraries that reach this machine or the network; so do their tests. */
export const REACHING = [
  "bundle",
  "closing",
  "direct_fetch",
  "mlflow",
  "prediction_log",
  "processes",
  "signing",
];

/** Libraries that need no permission, but the clock, random numbers, Web Crypto or a `fetch`. */
export const UNASKING = ["json_cost", "oci", "rights"];

/**
 * Loses both volumes of the stack and brings it back: to a point in time, and to a backup.
 *
 * Run with the overlay production-small deployed and KUBECONFIG set: `deno task e2e:backup`
 *
 * @module
 */
import { referenceTest } from "@mlops/testing/reference";
import { backupSteps } from "./backup_steps.ts";
import { productionWays } from "./steady_clients.ts";
import { inOrder } from "./steps.ts";

referenceTest(
  "both volumes are lost and come back, to a moment and to a backup",
  ["cluster"],
  (t) => inOrder(t, backupSteps({ overlay: "production-small", findWays: productionWays })),
);

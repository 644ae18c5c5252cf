/**
 * New Revisions of the prediction service under load, good and bad.
 *
 * Run with the test cluster up, the stack deployed and KUBECONFIG set: `deno task e2e:canary`
 *
 * @module
 */
import { referenceTest } from "@mlops/testing/reference";
import { canarySteps } from "./canary_steps.ts";
import { ingressWay } from "./steady_clients.ts";
import { inOrder } from "./steps.ts";

/** Enough for 50 requests of a tenth within a step. */
const CLIENTS = 8;

referenceTest(
  "new versions under load: good, and bad in three ways",
  ["cluster"],
  (t) => inOrder(t, canarySteps(async () => [await ingressWay()], CLIENTS)),
);

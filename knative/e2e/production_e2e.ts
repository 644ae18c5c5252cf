/**
 * Production on a real cluster, from nothing: nobody gets in without a key, through an Ingress with TLS
 * or past it, and nothing unsigned is served. It begins by removing a stack that is there, with its
 * volumes, and ends so.
 *
 * Run with the test cluster up with Contour and cert-manager, and KUBECONFIG set:
 * `deno task e2e:production`
 *
 * @module
 */
import { referenceTest } from "@mlops/testing/reference";
import { deploySteps, PRODUCTION } from "./production_steps.ts";
import { inOrder } from "./steps.ts";
import { runTask } from "./run_task.ts";
import { UNDEPLOY } from "./undeploy_step.ts";

async function makeSecrets(): Promise<string> {
  const { printed } = await runTask(["secrets:production"]);
  return `${[...printed.matchAll(/made/g)].length} lines of Secrets made`;
}

referenceTest("production from nothing, on a cluster", ["cluster"], async (t) => {
  await runTask(["undeploy", "--yes"]);
  await inOrder(t, [...deploySteps("production-small", makeSecrets), ...PRODUCTION, UNDEPLOY]);
});

/**
 * An upgrade from the last release under load: no request fails, nothing that was kept is lost, and the
 * checklist is ticked. It begins by removing a stack that is there, with its volumes, and ends so.
 *
 * Run with the test cluster up and KUBECONFIG set: `deno task e2e:upgrade`
 *
 * @module
 */
import { referenceTest } from "@mlops/testing/reference";
import { inOrder } from "./steps.ts";
import { runTask } from "./run_task.ts";
import { UNDEPLOY } from "./undeploy_step.ts";
import { upgradeSteps } from "./upgrade_steps.ts";

referenceTest("the last release with its data becomes this checkout", ["cluster"], async (t) => {
  await runTask(["undeploy", "--yes"]);
  await inOrder(t, [...upgradeSteps(), UNDEPLOY]);
});

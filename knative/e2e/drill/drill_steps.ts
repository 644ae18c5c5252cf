import { deepEqual } from "node:assert/strict";
import { backupSteps } from "../backup_steps.ts";
import { canarySteps } from "../canary_steps.ts";
import { leftOver } from "../left_over.ts";
import { deploySteps, PRODUCTION } from "../production_steps.ts";
import { rotationSteps } from "../rotation_steps.ts";
import { sealAll, sealAnew, SEALED_OVERLAY } from "../sealed_overlay.ts";
import { secondStep } from "../second_instance_step.ts";
import { NAMESPACE } from "../stack.ts";
import { productionWays } from "../steady_clients.ts";
import type { Step } from "../steps.ts";
import { runTask } from "../run_task.ts";
import { UNDEPLOY } from "../undeploy_step.ts";
import { upgradeSteps } from "../upgrade_steps.ts";

/** Clients that ask by each way during a roll-out: enough for 50 requests of a tenth within a step. */
const CANARY_CLIENTS = 4;

/** A drill begins with nothing, whatever was there. */
const NOTHING: Step = {
  id: "nothing",
  title: "nothing of the stack is there",
  async run(tell) {
    await runTask(["undeploy", "--yes"]);
    deepEqual(await leftOver(NAMESPACE), []);
    tell(`no namespace ${NAMESPACE}, no volume of it`);
  },
};

/**
 * Lists all steps of the drill of production.
 *
 * @returns The steps, each of which may be taken alone once the stack is deployed.
 */
export function drillSteps(): Step[] {
  const overlay = SEALED_OVERLAY;
  return [
    NOTHING,
    ...upgradeSteps(),
    {
      ...UNDEPLOY,
      id: "undeploy-upgraded",
      title: "undeploy leaves nothing of the upgraded stack",
    },
    ...deploySteps(overlay, sealAll),
    ...PRODUCTION,
    ...rotationSteps({ overlay, rotate: sealAnew }),
    ...canarySteps(productionWays, CANARY_CLIENTS),
    ...backupSteps({ overlay, findWays: productionWays }),
    secondStep(productionWays),
    UNDEPLOY,
  ];
}

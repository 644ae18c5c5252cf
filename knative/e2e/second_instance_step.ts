import { deepEqual } from "node:assert/strict";
import { leftOver } from "./left_over.ts";
import { type ClientWay, underLoad } from "./steady_clients.ts";
import type { Step } from "./steps.ts";
import { deploy, runTask } from "./run_task.ts";

/** Namespace of the second instance. */
const SECOND = "mlops-second";

/** Clients that ask the first by each way meanwhile. */
const CLIENTS = 1;

/**
 * Makes the step of a second instance: the workshop's stack beside the first.
 *
 * @param findWays Finds the ways by which clients ask the first.
 * @returns The step.
 */
export function secondStep(findWays: () => Promise<readonly ClientWay[]>): Step {
  const where = ["--namespace", SECOND];
  return {
    id: "second",
    title: "a second instance comes and goes in a namespace of its own",
    run: async (tell) =>
      await underLoad({ ways: await findWays(), clients: CLIENTS, tell }, async () => {
        try {
          const { seconds } = await deploy("workshop", ...where);
          const { printed } = await runTask(["checklist", ...where]);
          tell(`deployed in ${seconds.toFixed(0)} s; ${printed.trim().split("\n").at(-1)}`);
        } finally {
          await runTask(["undeploy", "--yes", ...where]);
        }
        deepEqual(await leftOver(SECOND), []);
        tell("taken away again; nothing of it is left, and the first answered all the time");
      }),
  };
}

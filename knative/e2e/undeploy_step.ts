import { deepEqual } from "node:assert/strict";
import { leftOver } from "./left_over.ts";
import { NAMESPACE } from "./stack.ts";
import type { Step } from "./steps.ts";
import { runTask } from "./run_task.ts";

/** Takes the stack away, and looks for what is left of it. */
export const UNDEPLOY: Step = {
  id: "undeploy",
  title: "undeploy leaves nothing",
  isLast: true,
  async run(tell) {
    const { seconds } = await runTask(["undeploy", "--yes"]);
    deepEqual(await leftOver(NAMESPACE), []);
    tell(`gone in ${seconds.toFixed(0)} s; no namespace, no volume, no object outside of one`);
  },
};

import type { Task } from "@mlops/task";
import type { Cluster } from "../../checklist/cluster.ts";
import { workChecks } from "../../checklist/work_checks.ts";
import { ApplyError } from "../apply_error.ts";
import type { Report } from "../report.ts";

/**
 * Ends a deployment with what it is for: each part does its work now, as `deno task checklist` looks at it.
 *
 * @param cluster The stack's namespace of the cluster.
 * @param task What the deployed stack is about.
 * @param report Tells each part.
 * @throws {ApplyError} If a part does not; the message says why, and what to do.
 */
export async function proveWork(cluster: Cluster, task: Task, report: Report): Promise<void> {
  for (const { title, remedy, run } of workChecks(cluster, task).checks) {
    try {
      await report.step(title, run, (seen) => `(${seen})`);
    } catch (error) {
      if (!(error instanceof Error)) throw error;
      const reason = error instanceof SuppressedError ? error.suppressed : error;
      throw new ApplyError(
        `Cannot call the deployment good as this must hold: ${title}: ${
          reason instanceof Error ? reason.message : reason
        }\n  → ${remedy}`,
        { cause: error },
      );
    }
  }
}

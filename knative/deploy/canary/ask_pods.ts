import type { Task } from "@mlops/task";
import type { Cluster } from "../../checklist/cluster.ts";
import { askPrediction } from "../../checklist/prediction.ts";

/** The program's own port in the pod. */
const PORT = 8000;

/**
 * Asks a pod of a Revision for the same prediction again and again, so that there is something to judge where
 * no client asks. Nothing of it gets into the log.
 *
 * @param cluster The stack's namespace.
 * @param options What the stack is about, the Revision, and how often.
 */
export async function askPods(
  cluster: Cluster,
  { task, revision, times }: { task: Task; revision: string; times: number },
): Promise<void> {
  const [pod] = await cluster.objects("pods", [
    `--selector=serving.knative.dev/revision=${revision}`,
    "--field-selector=status.phase=Running",
  ]);
  if (pod === undefined) return;
  const way = { service: `pod/${pod.metadata.name}`, port: PORT, path: "" };
  await askPrediction(cluster, task, { ...way, times, isLogged: false }).catch((error: unknown) => {
    // A refusal is counted by the pod itself, and judged with the others.
    if (!(error instanceof Error)) throw error;
  });
}

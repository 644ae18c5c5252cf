import type { Task } from "@mlops/task";
import type { Cluster } from "../../checklist/cluster.ts";
import { askService, predictionRequest } from "../../checklist/prediction.ts";

/** The program's own port in the pod. */
const PORT = 8000;

/**
 * Asks a pod of each Revision for the same prediction again and again, in turn, so that what the machine does
 * meanwhile meets both alike. Nothing of it gets into the log.
 *
 * @param cluster The stack's namespace.
 * @param options What the stack is about, the Revisions, and how often each is asked.
 * @returns How long each answer took, in ms, by Revision; none of one without a pod.
 */
export async function askPods(
  cluster: Cluster,
  { task, revisions, times }: { task: Task; revisions: readonly string[]; times: number },
): Promise<ReadonlyMap<string, readonly number[]>> {
  await using ways = new AsyncDisposableStack();
  const asked: { url: string; request: RequestInit; waits: number[]; revision: string }[] = [];
  for (const revision of revisions) {
    const [pod] = await cluster.objects("pods", [
      `--selector=serving.knative.dev/revision=${revision}`,
      "--field-selector=status.phase=Running",
    ]);
    if (pod === undefined) continue;
    const { url } = ways.use(await cluster.forward(`pod/${pod.metadata.name}`, PORT));
    const request = await predictionRequest(cluster, task, { url, isLogged: false });
    asked.push({ url: `${url}/predict`, request, waits: [], revision });
  }
  for (let i = 0; i < times; i++) {
    for (const { url, request, waits } of asked) {
      const begin = performance.now();
      // A refusal is counted by the pod itself, and judged with the others.
      await askService(url, request).catch(() => {});
      waits.push(performance.now() - begin);
    }
  }
  return new Map(asked.map(({ revision, waits }) => [revision, waits]));
}

import { type Task, taskOfModel } from "@mlops/task";
import { TASKS } from "@mlops/tasks";
import type { Cluster } from "./cluster.ts";

interface PagePods {
  readonly template?: {
    readonly spec?: {
      readonly containers?: readonly {
        readonly env?: readonly { readonly name: string; readonly value?: string }[];
      }[];
    };
  };
}

/**
 * Finds what the deployed stack is about: the page is told by the name of its model, of which the
 * workshop's needs none.
 *
 * @param cluster The cluster.
 * @param otherwise What it is about where the page does not say, or is not there.
 * @returns The task.
 */
export async function deployedTask(cluster: Cluster, otherwise: Task): Promise<Task> {
  const pages = await cluster.objects("deployments", ["--selector=app.kubernetes.io/name=ui"]);
  const told = pages.flatMap(({ spec }) => (spec as PagePods).template?.spec?.containers ?? [])
    .flatMap(({ env }) => env ?? []).find(({ name }) => name === "MODEL_NAME");
  if (told?.value === undefined) return otherwise;
  return TASKS.find(({ model }) => model === told.value) ?? taskOfModel(told.value);
}

import { keyOf } from "../deploy/cluster/kubernetes_object.ts";
import { kubectl } from "./stack.ts";

/**
 * Looks for what a namespace's stack has left on the cluster: the namespace itself, volumes that were its
 * claims', and objects outside of namespaces that belong to the stack.
 *
 * @param namespace Name of the namespace.
 * @returns Keys of the objects; none if nothing is left.
 */
export async function leftOver(namespace: string): Promise<string[]> {
  const kinds = await kubectl.text("list kinds", [
    "api-resources",
    "--namespaced=false",
    "--verbs=list",
    "--output=name",
  ]);
  const [spaces, volumes, labelled] = await Promise.all([
    kubectl.objects("look for the namespace", ["namespaces", namespace]),
    kubectl.objects("look at volumes", ["persistentvolumes"]),
    kubectl.objects("look outside of namespaces", [
      kinds.trim().split("\n").join(","),
      "--selector=app.kubernetes.io/part-of=diabetes-mlops",
    ]),
  ]);
  const ours = volumes.filter((volume) => {
    const spec = volume["spec"] as { claimRef?: { namespace: string } };
    return spec.claimRef?.namespace === namespace;
  });
  // Another namespace may hold a stack of its own.
  const wide = labelled.filter(({ kind }) => kind !== "Namespace");
  return [...spaces, ...ours, ...wide].map(keyOf);
}

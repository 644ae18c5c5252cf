import type { Kubectl } from "../../knative/deploy/cluster/kubectl.ts";
import { listOf } from "../../knative/deploy/cluster/kubernetes_object.ts";
import { LabFault } from "./words.ts";

/** Label of every namespace that the lab made; its value is the exercise's number. */
const LAB_LABEL = "mlops-lab/exercise";

/** Deleting a namespace with Knative Services in it can take some minutes. */
const DELETE_LIMIT = "300s";

/**
 * Names the namespace of an exercise.
 *
 * @returns `lab-3`.
 */
export function namespaceOf(number: number): string {
  return `lab-${number}`;
}

/**
 * Makes the namespace of an exercise, or takes the one that the lab made before.
 *
 * @throws {LabFault} If another one of that name is there.
 */
export async function makeNamespace(kubectl: Kubectl, number: number): Promise<void> {
  const name = namespaceOf(number);
  await requireOurs(kubectl, number);
  await kubectl.text(
    `make namespace ${name}`,
    ["apply", "--filename=-"],
    listOf([{
      apiVersion: "v1",
      kind: "Namespace",
      metadata: { name, labels: { [LAB_LABEL]: `${number}` } },
    }]),
  );
}

/**
 * Removes all namespaces of an exercise, and waits until they are gone.
 *
 * @returns The names of those that were removed.
 * @throws {LabFault} If a namespace of the exercise's name is not the lab's.
 * @throws {Error} If one does not go.
 */
export async function removeNamespaces(kubectl: Kubectl, number: number): Promise<string[]> {
  await requireOurs(kubectl, number);
  const ours = await kubectl.objects("look at namespaces", [
    "namespaces",
    `--selector=${LAB_LABEL}=${number}`,
  ]);
  const names = ours.map(({ metadata }) => metadata.name);
  if (names.length > 0) {
    await kubectl.text(`remove ${names.join(", ")}`, [
      "delete",
      "namespace",
      ...names,
      "--ignore-not-found",
      `--timeout=${DELETE_LIMIT}`,
    ]);
  }
  return names;
}

async function requireOurs(kubectl: Kubectl, number: number): Promise<void> {
  const name = namespaceOf(number);
  const [namespace] = await kubectl.objects("look at namespaces", ["namespace", name]);
  if (namespace === undefined || namespace.metadata.labels?.[LAB_LABEL] === `${number}`) return;
  throw new LabFault({
    fr: `L'espace de noms ${name} existe et n'est pas celui du lab : renommez-le ou effacez-le`,
    en: `The namespace ${name} exists and is not the lab's: rename it or delete it`,
  });
}

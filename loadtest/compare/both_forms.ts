/**
 * Brings both forms of the service to the cluster, by `deno task deploy`, and takes the classic one
 * away again if it was not there before.
 *
 * @module
 */
import type { RunAttached } from "../../knative/deploy/command.ts";
import type { KubernetesObject } from "../../knative/deploy/cluster/kubernetes_object.ts";
import type { LoadCluster } from "../cluster/open_cluster.ts";
import { LoadError } from "../k6_run.ts";

/** What is in the cluster before a comparison. */
export interface FormsBefore {
  /** Whether the classic form is there. */
  readonly hasClassic: boolean;
  /** Options with which `deno task deploy` puts the same stack to the same place. */
  readonly deployOptions: readonly string[];
}

const SERVICE = "services.serving.knative.dev";

/**
 * Looks at what is there.
 *
 * @param namespace The stack's namespace.
 * @returns What there is.
 */
export async function lookAtForms(
  { kubectl }: LoadCluster,
  namespace: string,
): Promise<FormsBefore> {
  const inNamespace = `--namespace=${namespace}`;
  const read = (...args: string[]) =>
    kubectl.objects("look at what is deployed", [...args, inNamespace]);
  const [classic] = await read("deployment", "ml-api");
  const [knative] = await read(SERVICE, "predict");
  return {
    hasClassic: classic !== undefined,
    deployOptions: knative === undefined ? [] : deployOptionsOf(knative),
  };
}

/**
 * Reads from a deployed Knative Service how it was deployed.
 *
 * @param service The Knative Service `predict`.
 * @returns Its overlay and, if its image is in a registry, that, as options of `deno task deploy`.
 */
export function deployOptionsOf({ metadata, spec }: KubernetesObject): string[] {
  const labels = metadata.labels as Record<string, string> | undefined;
  const { template } = spec as {
    template: { spec: { containers: { image: string }[] } };
  };
  const overlay = labels?.["app.kubernetes.io/instance"];
  const image = template.spec.containers[0]?.image ?? "";
  const [, registry] = /^([^/@]+(?:\/[^@]+)?)\/[^/@]+@sha256:/.exec(image) ?? [];
  return [
    ...overlay === undefined ? [] : ["--overlay", overlay],
    ...registry === undefined ? [] : ["--registry", registry],
  ];
}

/**
 * Deploys both forms, or brings them up to date: the images of this working tree, its manifests.
 *
 * @param before What is there.
 * @param run Runs a program on the terminal.
 * @throws {LoadError} If the deployment fails; it has said why.
 */
export async function deployForms(before: FormsBefore, run: RunAttached): Promise<void> {
  const args = ["task", "--quiet", "deploy", ...before.deployOptions];
  if (await run("deno", args) === 0) return;
  throw new LoadError(
    `Cannot compare as both forms must be deployed: deno ${args.slice(0, 1)} ${
      args.slice(2).join(" ")
    } failed`,
  );
}

/**
 * Takes the classic form away.
 *
 * @param namespace The stack's namespace.
 */
export async function removeClassic({ kubectl }: LoadCluster, namespace: string): Promise<void> {
  await kubectl.text("take the classic form away", [
    "delete",
    "deployment/ml-api",
    "service/ml-api-service",
    "horizontalpodautoscaler/ml-api-hpa",
    `--namespace=${namespace}`,
    "--ignore-not-found",
  ]);
}

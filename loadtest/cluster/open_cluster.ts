import { findAddresses } from "../../knative/deploy/cluster/addresses.ts";
import { denoAttached, denoCommand } from "../../knative/deploy/deno_command.ts";
import { Kubectl } from "../../knative/deploy/cluster/kubectl.ts";
import { LoadError } from "../k6_run.ts";
import { ApiServer } from "./api_server.ts";
import type { ServiceForm } from "./service_form.ts";

/** The cluster of the current context, ready to be asked; ends with the block that declares it. */
export interface LoadCluster extends AsyncDisposable {
  /** Calls kubectl. */
  readonly kubectl: Kubectl;
  /** The API server. */
  readonly api: ApiServer;
  /** Ends what is going on in it. */
  readonly signal: AbortSignal;
}

/**
 * Opens the cluster of kubectl's current context.
 *
 * @param signal Ends what is going on in it.
 * @returns The cluster, or `undefined` if there is none.
 */
export async function openCluster(signal: AbortSignal): Promise<LoadCluster | undefined> {
  const api = await ApiServer.open();
  if (api === undefined) return undefined;
  const kubectl = new Kubectl({ run: denoCommand, attach: denoAttached, program: ["kubectl"] });
  return { kubectl, api, signal, [Symbol.asyncDispose]: () => api[Symbol.asyncDispose]() };
}

/**
 * Finds the settings that make k6 ask a form of the service.
 *
 * @param isInside Whether k6 runs inside the cluster.
 * @returns `BASE_URL`, with `HOST` and `MLFLOW_TRACKING_URI` where they are needed.
 * @throws {LoadError} If the form has no address from outside.
 */
export async function targetSettings(
  cluster: LoadCluster,
  form: ServiceForm,
  isInside: boolean,
): Promise<Record<string, string>> {
  if (isInside) return { BASE_URL: form.insideUrl };
  const nodes = await cluster.kubectl.objects("look for addresses", ["nodes"]);
  const found = await findAddresses(cluster.kubectl, { namespace: form.namespace, nodes });
  const url = form.name === "knative" ? found.ingress : found.classic;
  if (url === undefined || (form.name === "knative" && found.host === undefined)) {
    throw new LoadError(
      `Cannot load ${form.title}'s pods from outside as they must have an address: ` +
        `there is none; deploy the stack, or use --in-cluster`,
    );
  }
  return {
    BASE_URL: url,
    ...form.name === "knative" && found.host !== undefined ? { HOST: found.host } : {},
    ...found.mlflow === undefined ? {} : { "MLFLOW_TRACKING_URI": found.mlflow },
  };
}

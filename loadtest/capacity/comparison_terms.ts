import { millicores } from "../../knative/deploy/cluster/quantity.ts";
import type { LoadCluster } from "../cluster/open_cluster.ts";
import { type Capacity, HPA_UTILIZATION } from "./fit_capacity.ts";

/** How far the two autoscalers aim at the same load of a pod. */
export interface ComparisonTerms {
  /** CPU request of which the HPA's target is the load that Knative aims at, in thousandths of a core. */
  readonly equalMillis: number;
  /** The pods' CPU request, in thousandths of a core. */
  readonly requestMillis: number;
  /** Share of the request that the HPA aims at. */
  readonly hpaUtilization: number;
}

const CAPACITY = new URL("../results/capacity.json", import.meta.url);

/**
 * Reads the terms of a comparison from the last measured capacity and the Deployment.
 *
 * @param namespace The stack's namespace.
 * @returns The terms, or `null` if no capacity was measured or there is no Deployment.
 */
export async function readComparisonTerms(
  cluster: LoadCluster,
  namespace: string,
): Promise<ComparisonTerms | null> {
  const capacity = await readCapacity();
  const requestMillis = await readRequestMillis(cluster, namespace);
  if (capacity === undefined || requestMillis === undefined) return null;
  return {
    equalMillis: capacity.cpuRequestMillis,
    requestMillis,
    hpaUtilization: HPA_UTILIZATION,
  };
}

/**
 * Reads the CPU request of the Deployment's pods.
 *
 * @param namespace The stack's namespace.
 * @returns Thousandths of a core, or `undefined` if there is no Deployment.
 */
export async function readRequestMillis(
  { kubectl }: LoadCluster,
  namespace: string,
): Promise<number | undefined> {
  const [deployment] = await kubectl.objects("read the Deployment's CPU request", [
    "deployment",
    "ml-api",
    `--namespace=${namespace}`,
  ]);
  const { template } = (deployment?.["spec"] ?? {}) as {
    template?: { spec: { containers: { resources?: { requests?: { cpu?: string } } }[] } };
  };
  const request = template?.spec.containers[0]?.resources?.requests?.cpu;
  return request === undefined ? undefined : millicores(request);
}

async function readCapacity(): Promise<Capacity | undefined> {
  try {
    return JSON.parse(await Deno.readTextFile(CAPACITY)).capacity;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return undefined;
    throw error;
  }
}

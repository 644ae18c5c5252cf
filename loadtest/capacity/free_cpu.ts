/**
 * What CPU a cluster has left for the pods of the prediction service.
 *
 * @module
 */
import { kpaSettingsOf } from "../simulate/recorded_settings.ts";
import { FORM_NAMES, formOf } from "../cluster/service_form.ts";
import type { LoadCluster } from "../cluster/open_cluster.ts";
import { readAutoscalers } from "../cluster/pods.ts";
import { LoadError } from "../k6_run.ts";
import { millicores } from "../../knative/deploy/cluster/quantity.ts";

/** FreeCpu for the pods of both forms. */
export interface FreeCpu {
  /** CPU that nothing else asks for, in thousandths of a core. */
  readonly freeMillis: number;
  /** Most pods that the HPA may make. */
  readonly classicPods: number;
  /** Most pods that Knative may make. */
  readonly knativePods: number;
  /** The request of queue-proxy beside each of those, in thousandths of a core. */
  readonly sideCarMillis: number;
}

/** The fields of a pod that say what it asks for. */
export interface AskingPod {
  readonly metadata: { readonly labels?: Readonly<Record<string, string>> };
  readonly spec: {
    readonly containers: readonly {
      readonly resources?: { readonly requests?: Readonly<Record<string, string>> };
    }[];
  };
  readonly status: { readonly phase: string };
}

/** A node, as far as CPU goes. */
export interface RoomyNode {
  readonly status: { readonly allocatable: Readonly<Record<string, string>> };
}

/** Kept free for a load test. */
const RESERVED_MILLIS = 100;

/** Knative's default (`queue-sidecar-cpu-request`). */
const SIDE_CAR_MILLIS = 25;

/** Components whose pods the room is for, by their label. */
const OWN = ["predict", "classic", "loadtest"];

/**
 * Reads the room there is, with both autoscalers' ceilings.
 *
 * @param namespace The stack's namespace.
 * @returns The room.
 * @throws {LoadError} If an autoscaler is missing.
 */
export async function readFreeCpu({ api }: LoadCluster, namespace: string): Promise<FreeCpu> {
  const list = async <T>(path: string) => (await api.get<{ items: T[] }>(path))?.items ?? [];
  const [knative, classic] = await Promise.all(
    FORM_NAMES.map(async (name) => (await readAutoscalers(api, formOf(name, namespace))).at(-1)),
  );
  if (knative === undefined || classic === undefined) {
    throw new LoadError("Cannot find the room for pods as both forms must be deployed: one is not");
  }
  return {
    freeMillis: freeMillis(
      await list<RoomyNode>("/api/v1/nodes"),
      await list<AskingPod>("/api/v1/pods"),
    ),
    classicPods: classic.spec.maxReplicas ?? 0,
    knativePods: kpaSettingsOf(knative).maxScale,
    sideCarMillis: SIDE_CAR_MILLIS,
  };
}

/**
 * Sums the CPU that nobody but the prediction service asks for. A Job's pod that has ended counts, once
 * for each component: the next deployment or training runs it again.
 *
 * @param nodes The cluster's nodes.
 * @param pods Its pods, in all namespaces.
 * @returns Thousandths of a core, less a reserve for a load test.
 */
export function freeMillis(nodes: readonly RoomyNode[], pods: readonly AskingPod[]): number {
  const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);
  const ended = new Set<string>();
  const others = pods.filter(({ metadata, status }) => {
    const component = metadata.labels?.["app.kubernetes.io/component"] ?? "";
    if (OWN.includes(component) || status.phase === "Failed") return false;
    if (status.phase !== "Succeeded") return true;
    const isFirst = !ended.has(component);
    ended.add(component);
    return isFirst;
  });
  const asked = others.flatMap(({ spec }) =>
    spec.containers.map(({ resources }) => millicores(resources?.requests?.["cpu"] ?? "0"))
  );
  const allocatable = nodes.map(({ status }) => millicores(status.allocatable["cpu"] ?? "0"));
  return sum(allocatable) - sum(asked) - RESERVED_MILLIS;
}

/**
 * Cuts a CPU request down to what lets every pod be scheduled, both autoscalers at their ceilings.
 *
 * @param wantedMillis The request that was derived, in thousandths of a core.
 * @param room The room there is.
 * @returns The request to be written: at most the wanted one, in steps of 5, at least 5.
 */
export function schedulableRequest(
  wantedMillis: number,
  { freeMillis, classicPods, knativePods, sideCarMillis }: FreeCpu,
): number {
  const each = (freeMillis - knativePods * sideCarMillis) / (classicPods + knativePods);
  return Math.max(5, 5 * Math.floor(Math.min(wantedMillis, each) / 5));
}

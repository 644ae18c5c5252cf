import type { ApiReader } from "./api_server.ts";
import type { ServiceForm } from "./service_form.ts";

/** The fields of a pod that a load test looks at. */
export interface Pod {
  readonly metadata: {
    readonly name: string;
    readonly uid: string;
    readonly creationTimestamp: string;
    readonly deletionTimestamp?: string;
  };
  readonly spec: {
    readonly nodeName?: string;
    readonly containers?: readonly {
      readonly resources?: { readonly limits?: Readonly<Record<string, string>> };
    }[];
  };
  readonly status: {
    readonly phase: string;
    readonly podIP?: string;
    readonly conditions?: readonly {
      readonly type: string;
      readonly status: string;
      readonly lastTransitionTime: string;
    }[];
    readonly containerStatuses?: readonly {
      readonly name: string;
      readonly state: { readonly running?: { readonly startedAt: string } };
    }[];
  };
}

/** An autoscaler: Knative's PodAutoscaler or an HPA. */
export interface AutoscalerObject {
  readonly metadata: {
    readonly creationTimestamp: string;
    readonly annotations?: Readonly<Record<string, string>>;
  };
  readonly spec: {
    readonly reachability?: string;
    readonly minReplicas?: number;
    readonly maxReplicas?: number;
    readonly metrics?: readonly {
      readonly resource?: { readonly target?: { readonly averageUtilization?: number } };
    }[];
  };
  readonly status?: {
    readonly desiredScale?: number;
    readonly desiredReplicas?: number;
    readonly currentMetrics?:
      | readonly {
        readonly resource?: { readonly current?: { readonly averageUtilization?: number } };
      }[]
      | null;
  };
}

/** Pods of a form at one moment. */
export interface PodCounts {
  /** Pods that answer. */
  readonly ready: number;
  /** Pods that exist, are not ready and do not leave. */
  readonly starting: number;
  /** Pods that the autoscaler wants, or `null` if it did not say. */
  readonly desired: number | null;
}

/**
 * Counts pods; those on their way out do not count, as they get no new request.
 *
 * @param pods The form's pods.
 * @param autoscalers Its autoscalers; of several (one for each Revision) the wishes are summed.
 * @returns How many there are, and how many are wanted.
 */
export function countPods(
  pods: readonly Pod[],
  autoscalers: readonly AutoscalerObject[],
): PodCounts {
  const staying = pods.filter(({ metadata, status }) =>
    metadata.deletionTimestamp === undefined && status.phase !== "Failed" &&
    status.phase !== "Succeeded"
  );
  const ready = staying.filter(isReady).length;
  const wishes = autoscalers.flatMap(({ status }) => {
    // Before their first decision Knative says -1, and the HPA, which never wants none, 0.
    const wish = status?.desiredScale ?? (status?.desiredReplicas || -1);
    return wish < 0 ? [] : [wish];
  });
  return {
    ready,
    starting: staying.length - ready,
    desired: wishes.length === 0 ? null : wishes.reduce((sum, wish) => sum + wish, 0),
  };
}

/**
 * Tells whether a pod answers.
 *
 * @returns Whether its condition `Ready` holds.
 */
export function isReady(pod: Pod): boolean {
  return pod.status.conditions?.some(({ type, status }) => type === "Ready" && status === "True") ??
    false;
}

/**
 * Reads a form's pods.
 *
 * @param api The API server.
 * @returns The pods, or `undefined` if the server did not answer.
 */
export async function readPods(
  api: ApiReader,
  form: ServiceForm,
): Promise<readonly Pod[] | undefined> {
  const selector = encodeURIComponent(form.selector);
  const list = await api.get<{ items: Pod[] }>(
    `/api/v1/namespaces/${form.namespace}/pods?labelSelector=${selector}`,
  );
  return list?.items;
}

/**
 * Reads a form's autoscalers.
 *
 * @param api The API server.
 * @returns The autoscalers; none if the server did not answer.
 */
export async function readAutoscalers(
  api: ApiReader,
  form: ServiceForm,
): Promise<readonly AutoscalerObject[]> {
  return (await api.get<{ items: AutoscalerObject[] }>(form.autoscalers))?.items ?? [];
}

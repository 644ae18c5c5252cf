/**
 * Finds the pods that manifests describe, whatever kind of object makes them.
 *
 * @module
 */
import type { KubernetesObject } from "./render_overlay.ts";

/** Rights of a process, of a pod or of one container. */
export interface SecurityContext {
  /** Whether the kubelet refuses to start as root. */
  readonly runAsNonRoot?: boolean;
  /** User id. */
  readonly runAsUser?: number;
  /** Which system calls are let through. */
  readonly seccompProfile?: { readonly type: string };
  /** Whether a process may gain more rights than its parent. */
  readonly allowPrivilegeEscalation?: boolean;
  /** Whether the container has the host's rights. */
  readonly privileged?: boolean;
  /** Whether the image's files can be changed. */
  readonly readOnlyRootFilesystem?: boolean;
  /** Parts of root's rights. */
  readonly capabilities?: { readonly drop?: readonly string[]; readonly add?: readonly string[] };
}

/** One container, as far as the tests look at it. */
export interface Container {
  /** Name within the pod. */
  readonly name: string;
  /** Image reference, or `dev.local/FOLDER:v1` for one that the deploy task builds. */
  readonly image: string;
  /** CPU and memory that are reserved, and that are never passed. */
  readonly resources?: {
    readonly requests?: Readonly<Record<string, string>>;
    readonly limits?: Readonly<Record<string, string>>;
  };
  /** Rights. */
  readonly securityContext?: SecurityContext;
  /** Variables, each with its value or where that comes from. */
  readonly env?: readonly { readonly name: string; readonly value?: string }[];
  /** Where settings come from. */
  readonly envFrom?: unknown;
  /** Program and arguments. */
  readonly command?: readonly string[];
  /** Open ports. */
  readonly ports?: readonly { readonly hostPort?: number }[];
}

/** A pod's `spec`, as far as the tests look at it. */
export interface PodSpec {
  /** Main containers. */
  readonly containers: readonly Container[];
  /** Containers that run to their end before the main ones start. */
  readonly initContainers?: readonly Container[];
  /** Rights of all containers. */
  readonly securityContext?: SecurityContext;
  /** Whether the pod gets a token for the API server. */
  readonly automountServiceAccountToken?: boolean;
  /** Uses the node's network. */
  readonly hostNetwork?: boolean;
  /** Sees the node's processes. */
  readonly hostPID?: boolean;
  /** Shares memory with the node's processes. */
  readonly hostIPC?: boolean;
  /** Volumes; each has its name and one more key, its kind. */
  readonly volumes?: readonly Readonly<Record<string, unknown>>[];
}

/** Pods that an object of the cluster makes. */
export interface PodTemplate {
  /** The object, as `Kind/name`. */
  readonly owner: string;
  /** Labels of the pods. */
  readonly labels: Readonly<Record<string, string>>;
  /** What runs in them. */
  readonly spec: PodSpec;
}

/**
 * Lists the pods of Deployments, Jobs, CronJobs, Knative Services and JobSinks.
 *
 * @param objects Objects of the cluster.
 * @returns Their pods, in the objects' order.
 */
export function podTemplates(objects: readonly KubernetesObject[]): PodTemplate[] {
  return objects.flatMap((object) => {
    const held = spec(object);
    const job = { JobSink: held?.job, CronJob: held?.jobTemplate }[object.kind];
    const holder = job === undefined ? held : spec(job);
    const template = holder?.template as { metadata?: { labels?: Record<string, string> } };
    const pod = spec(template);
    if (pod?.containers === undefined) return [];
    return [{
      owner: `${object.kind}/${object.metadata.name}`,
      labels: template.metadata?.labels ?? {},
      spec: pod as unknown as PodSpec,
    }];
  });
}

function spec(holder: unknown): Record<string, unknown> | undefined {
  return (holder as { spec?: Record<string, unknown> } | undefined)?.spec;
}

import type { Task } from "@mlops/task";
import type { Kubectl } from "./cluster/kubectl.ts";
import type { KubernetesObject } from "./cluster/kubernetes_object.ts";
import type { ImageNeeds } from "./images/build_images.ts";
import type { ImageTarget } from "./images/image_target.ts";
import type { ClusterCheck } from "./preflight/check_cluster.ts";
import type { Clock } from "./clock.ts";
import type { Report } from "./report.ts";
import type { ClusterTable } from "./training/cluster_table.ts";

/** What a deployment needs. */
export interface DeployDeps extends ImageNeeds {
  readonly kubectl: Kubectl;
  /** Opens the place where images go, once the cluster's nodes are known. */
  readonly openTarget: (nodes: readonly KubernetesObject[]) => ImageTarget;
  readonly report: Report;
  readonly clock: Clock;
  /** Looks at tools and cluster. */
  readonly check: (objects: readonly KubernetesObject[]) => Promise<ClusterCheck>;
  /** Installs Knative, if that is wanted and allowed. */
  readonly installKnative: () => Promise<void>;
  /** Proves at the end that each part does its work, for what the stack is about. */
  readonly prove: (task: Task) => Promise<void>;
  /** Lets a new Revision of the prediction service have a share first; whether there was a new one. */
  readonly rollOut: (service: KubernetesObject, percent: number, task: Task) => Promise<boolean>;
  /** Makes a short name that no other training has. */
  readonly newId: () => string;
}

/** What is deployed, and how. */
export interface DeployOptions {
  /** The table that is trained on, or `undefined`: the reference task's own. */
  readonly table?: ClusterTable;
  /** Objects of the overlay. */
  readonly objects: readonly KubernetesObject[];
  readonly namespace: string;
  /** Limit for each part to become ready. */
  readonly timeoutMs: number;
  /** First share of the requests for a new Revision, in percent; `undefined` gives it all at once. */
  readonly canaryPercent?: number;
}

/** What a deployment did. */
export interface Deployed {
  /** Whether the cluster is other than before. */
  readonly hasChanged: boolean;
  /** The cluster's nodes. */
  readonly nodes: readonly KubernetesObject[];
}

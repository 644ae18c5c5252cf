/** Settings of the HorizontalPodAutoscaler on CPU; the defaults are Kubernetes 1.34's. */
export interface HpaSettings {
  /** Target utilisation as a share of the pod's CPU request, for example 0.5. */
  readonly targetUtilization: number;
  /** Share around the target within which nothing changes (`--horizontal-pod-autoscaler-tolerance`). */
  readonly tolerance: number;
  /** Seconds between decisions (`--horizontal-pod-autoscaler-sync-period`). */
  readonly syncSeconds: number;
  /** Age of the CPU measurement that a decision sees, in s (metrics-server's resolution). */
  readonly metricsDelaySeconds: number;
  /** Seconds of recommendations whose largest counts when scaling down. */
  readonly scaleDownStabilizationSeconds: number;
  /** At one look the pods become at most so many times as many (`scaleUpLimitFactor`). */
  readonly scaleUpFactor: number;
  /** So many are allowed at any look (`scaleUpLimitMinimum`). */
  readonly scaleUpMinimum: number;
  /** Fewest pods. */
  readonly minReplicas: number;
  /** Most pods. */
  readonly maxReplicas: number;
}

/** Kubernetes' defaults with the workshop's bounds: 2 to 10 pods at 50 % of the request. */
export const DEFAULT_HPA: HpaSettings = {
  targetUtilization: 0.5,
  tolerance: 0.1,
  syncSeconds: 15,
  metricsDelaySeconds: 15,
  scaleDownStabilizationSeconds: 300,
  scaleUpFactor: 2,
  scaleUpMinimum: 4,
  minReplicas: 2,
  maxReplicas: 10,
};

/** What the HPA sees when it decides. */
export interface HpaView {
  /** Mean CPU use of the ready pods as a share of their request. */
  readonly utilization: number;
  /** Pods with a measurement. */
  readonly readyPods: number;
  /** Pods that exist and have none yet; they count as idle when scaling up. */
  readonly unreadyPods: number;
  /** Replicas that the Deployment asks for. */
  readonly replicas: number;
}

/**
 * The HorizontalPodAutoscaler on CPU utilisation.
 *
 * Kubernetes 1.34, `pkg/controller/podautoscaler/replica_calculator.go`, `GetResourceReplicas`, and
 * `horizontal.go`, `normalizeDesiredReplicas`: what counts for an HPA whose manifest has no `behavior`.
 */
export class Hpa {
  readonly #settings: HpaSettings;
  #recommendations: { second: number; replicas: number }[] = [];

  /**
   * Makes an autoscaler that has seen nothing.
   */
  constructor(settings: HpaSettings) {
    this.#settings = settings;
  }

  /**
   * Decides how many replicas there should be.
   *
   * @param second Time in seconds.
   * @param view What it sees.
   * @returns Replicas wanted now.
   */
  decide(second: number, view: HpaView): number {
    const recommended = this.#recommend(view);
    const stabilized = this.#stabilize(second, recommended);
    const { minReplicas, maxReplicas, scaleUpFactor, scaleUpMinimum } = this.#settings;
    const limit = Math.max(scaleUpFactor * view.replicas, scaleUpMinimum);
    return Math.min(Math.max(Math.min(stabilized, limit), minReplicas), maxReplicas);
  }

  #recommend({ utilization, readyPods, unreadyPods, replicas }: HpaView): number {
    if (readyPods === 0) return replicas;
    const ratio = utilization / this.#settings.targetUtilization;
    if (unreadyPods === 0 || ratio <= 1) {
      return this.#isWithin(ratio) ? replicas : Math.ceil(ratio * readyPods);
    }
    const pods = readyPods + unreadyPods;
    const spread = ratio * readyPods / pods;
    // A ratio that turns round once the new pods are counted changes nothing.
    if (this.#isWithin(spread) || spread < 1) return replicas;
    return Math.max(replicas, Math.ceil(spread * pods));
  }

  #isWithin(ratio: number): boolean {
    return Math.abs(ratio - 1) <= this.#settings.tolerance;
  }

  /** The largest recommendation of the window counts, also where somebody else took pods away. */
  #stabilize(second: number, recommended: number): number {
    const since = second - this.#settings.scaleDownStabilizationSeconds;
    this.#recommendations = this.#recommendations.filter((earlier) => earlier.second >= since);
    this.#recommendations.push({ second, replicas: recommended });
    return Math.max(...this.#recommendations.map(({ replicas }) => replicas));
  }
}

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
  /** Seconds over which the scale-up policies count. */
  readonly scaleUpPeriodSeconds: number;
  /** Scale-up policy: pods that may be added in a period. */
  readonly scaleUpPods: number;
  /** Scale-up policy: share of the pods that may be added in a period, 1 for 100 %. */
  readonly scaleUpShare: number;
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
  scaleUpPeriodSeconds: 15,
  scaleUpPods: 4,
  scaleUpShare: 1,
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
 * `horizontal.go`, `normalizeDesiredReplicasWithBehaviors`, with the default behavior of autoscaling/v2.
 */
export class Hpa {
  readonly #settings: HpaSettings;
  #recommendations: { second: number; replicas: number }[] = [];
  #additions: { second: number; pods: number }[] = [];

  /**
   * Makes an autoscaler that has seen nothing.
   *
   * @param settings Its settings.
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
    const stabilized = this.#stabilize(second, recommended, view.replicas);
    const limited = Math.min(stabilized, this.#scaleUpLimit(second, view.replicas));
    const { minReplicas, maxReplicas } = this.#settings;
    const replicas = Math.min(Math.max(limited, minReplicas), maxReplicas);
    if (replicas > view.replicas) this.#additions.push({ second, pods: replicas - view.replicas });
    return replicas;
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

  /** Scaling down waits for the largest recommendation of the window to be no longer in it. */
  #stabilize(second: number, recommended: number, replicas: number): number {
    const since = second - this.#settings.scaleDownStabilizationSeconds;
    this.#recommendations = this.#recommendations.filter((earlier) => earlier.second >= since);
    this.#recommendations.push({ second, replicas: recommended });
    if (recommended >= replicas) return recommended;
    const largest = Math.max(...this.#recommendations.map((earlier) => earlier.replicas));
    return Math.min(replicas, largest);
  }

  /** The more generous of the two policies counts, from the replicas at the start of the period. */
  #scaleUpLimit(second: number, replicas: number): number {
    const { scaleUpPeriodSeconds, scaleUpPods, scaleUpShare } = this.#settings;
    this.#additions = this.#additions.filter((add) => add.second > second - scaleUpPeriodSeconds);
    const atStart = replicas - this.#additions.reduce((sum, add) => sum + add.pods, 0);
    return Math.max(atStart + scaleUpPods, Math.ceil(atStart * (1 + scaleUpShare)));
  }
}

import { WindowAverage } from "./window_average.ts";

/** Settings of Knative's pod autoscaler; the defaults are those of `config-autoscaler` in 1.24. */
export interface KpaSettings {
  /** Requests in flight that a pod is meant to have: target times target utilisation. */
  readonly targetConcurrency: number;
  /** `stable-window`, in s. */
  readonly stableWindowSeconds: number;
  /** Panic window, in s: `panic-window-percentage` of the stable window. */
  readonly panicWindowSeconds: number;
  /** Multiple of the capacity at which the panic mode begins (`panic-threshold-percentage` / 100). */
  readonly panicThreshold: number;
  /** `max-scale-up-rate`: factor on the ready pods in one step. */
  readonly maxScaleUpRate: number;
  /** `max-scale-down-rate`: divisor of the ready pods in one step. */
  readonly maxScaleDownRate: number;
  /** `scale-to-zero-grace-period`, in s: the last pod stays that long after the decision. */
  readonly scaleToZeroGraceSeconds: number;
  /** `scale-down-delay`, in s: the largest wish of that time counts, while a route leads there. */
  readonly scaleDownDelaySeconds: number;
  /** `min-scale`, pods. */
  readonly minScale: number;
  /** `max-scale`, pods. */
  readonly maxScale: number;
  /**
   * The PodAutoscaler's `spec.reachability`. No route leads to an `Unreachable` Revision: it scales
   * down at once and to no pod. Anything else, as before it is known, is reachable.
   */
  readonly reachability?: string;
}

/** Knative 1.24's defaults, those of 1.15 as well, for a pod that is meant to have 10 requests in flight at most. */
export const DEFAULT_KPA: KpaSettings = {
  targetConcurrency: 7,
  stableWindowSeconds: 60,
  panicWindowSeconds: 6,
  panicThreshold: 2,
  maxScaleUpRate: 1000,
  maxScaleDownRate: 2,
  scaleToZeroGraceSeconds: 30,
  scaleDownDelaySeconds: 0,
  minScale: 0,
  maxScale: 1000,
};

/** Knative looks every 2 s (`tick-interval` in `multiscaler.go`). */
export const KPA_TICK_SECONDS = 2;

/**
 * Knative's pod autoscaler on concurrency.
 *
 * Knative Serving 1.24, `pkg/autoscaler/scaling/autoscaler.go`, `Scale`,
 * `pkg/autoscaler/aggregation/max/window.go`, and `pkg/reconciler/autoscaling/kpa/scaler.go`,
 * `handleScaleToZero`. For a Revision that a route leads to, 1.15 did the same but for the sixth
 * digit of a mean, so that recordings of both hold.
 */
export class Kpa {
  readonly #settings: KpaSettings;
  readonly #stable: WindowAverage;
  readonly #panic: WindowAverage;
  #panicSince: number | null = null;
  #maxPanicPods = 0;
  #wishes: { tick: number; pods: number }[] = [];
  #idleSince: number | null = null;

  /**
   * Makes an autoscaler that has seen nothing.
   */
  constructor(settings: KpaSettings) {
    this.#settings = settings;
    this.#stable = new WindowAverage(settings.stableWindowSeconds);
    this.#panic = new WindowAverage(settings.panicWindowSeconds);
  }

  /** Whether it is in panic mode, where it only adds pods. */
  get isPanicking(): boolean {
    return this.#panicSince !== null;
  }

  /**
   * Takes the mean concurrency of a second, over all pods and the activator.
   *
   * @param second Time in whole seconds.
   * @param concurrency Requests in flight, queued ones included.
   */
  observe(second: number, concurrency: number): void {
    this.#stable.record(second, concurrency);
    this.#panic.record(second, concurrency);
  }

  /**
   * Decides how many pods there should be.
   *
   * @param second Time in whole seconds.
   * @param readyPods Pods that are ready.
   * @param wantedPods Pods that were wanted before; kept where nothing is to be decided.
   * @returns Pods wanted now.
   */
  decide(second: number, readyPods: number, wantedPods: number): number {
    const settings = this.#settings;
    if (this.#stable.isEmpty(second)) return wantedPods;
    // Zero pods count as one, so that ratios are defined.
    const ready = Math.max(1, readyPods);
    const maxUp = Math.ceil(settings.maxScaleUpRate * ready);
    const maxDown = this.#isReachable ? Math.floor(ready / settings.maxScaleDownRate) : 0;
    const within = (pods: number) => Math.min(Math.max(pods, maxDown), maxUp);
    const stablePods = Math.ceil(this.#stable.average(second) / settings.targetConcurrency);
    const panicPods = Math.ceil(this.#panic.average(second) / settings.targetConcurrency);
    this.#updatePanic(second, panicPods / ready >= settings.panicThreshold);
    let pods = within(stablePods);
    if (this.#panicSince !== null) {
      this.#maxPanicPods = Math.max(this.#maxPanicPods, pods, within(panicPods));
      pods = this.#maxPanicPods;
    }
    pods = this.#delayScaleDown(second, pods);
    const minScale = this.#isReachable ? settings.minScale : 0;
    pods = Math.min(Math.max(pods, minScale), settings.maxScale);
    return wantedPods === 0 ? pods : this.#afterGrace(second, pods);
  }

  get #isReachable(): boolean {
    return this.#settings.reachability !== "Unreachable";
  }

  #updatePanic(second: number, isOver: boolean): void {
    if (isOver) {
      this.#panicSince = second;
    } else if (
      this.#panicSince !== null && this.#panicSince + this.#settings.stableWindowSeconds < second
    ) {
      this.#panicSince = null;
      this.#maxPanicPods = 0;
    }
  }

  #delayScaleDown(second: number, pods: number): number {
    const delay = this.#settings.scaleDownDelaySeconds;
    if (delay === 0 || !this.#isReachable) return pods;
    // It remembers one wish a tick, for as many ticks as the delay has, the last one begun counted.
    const tick = Math.floor(second / KPA_TICK_SECONDS);
    const remembered = Math.ceil(delay / KPA_TICK_SECONDS);
    this.#wishes.push({ tick, pods });
    this.#wishes = this.#wishes.filter((wish) => tick - wish.tick < remembered);
    return Math.max(...this.#wishes.map((wish) => wish.pods));
  }

  /** The last pod stays for the grace period, during which the activator takes over. */
  #afterGrace(second: number, pods: number): number {
    if (pods > 0) {
      this.#idleSince = null;
      return pods;
    }
    this.#idleSince ??= second;
    return second - this.#idleSince >= this.#settings.scaleToZeroGraceSeconds ? 0 : 1;
  }
}

/** The part of a kubelet's `/stats/summary` that the meter reads. */
export interface StatsSummary {
  readonly pods: readonly {
    readonly podRef: { readonly uid: string };
    readonly containers?: readonly { readonly cpu?: { readonly usageCoreNanoSeconds?: number } }[];
  }[];
}

/**
 * Sums the CPU time of pods that come and go, from the kubelets' counters.
 *
 * What a pod used after the last look at it is not seen; at a look every two seconds that is at most
 * the last two seconds of its life.
 */
export class CpuMeter {
  readonly #first = new Map<string, number>();
  readonly #last = new Map<string, number>();
  #hasLooked = false;

  /**
   * Takes the counters of a moment.
   *
   * @param summaries Answers of the kubelets of all nodes.
   * @param uids The pods that count; ones seen later than at the first look count from their birth.
   */
  look(summaries: readonly StatsSummary[], uids: ReadonlySet<string>): void {
    for (const { podRef: { uid }, containers = [] } of summaries.flatMap(({ pods }) => pods)) {
      if (!uids.has(uid)) continue;
      const seconds = containers.reduce(
        (sum, { cpu }) => sum + (cpu?.usageCoreNanoSeconds ?? 0) / 1e9,
        0,
      );
      if (!this.#first.has(uid)) this.#first.set(uid, this.#hasLooked ? 0 : seconds);
      // A container's counter starts again with the container; the pod has used no less than before.
      this.#last.set(uid, Math.max(seconds, this.#last.get(uid) ?? 0));
    }
    this.#hasLooked = true;
  }

  /** CPU time since the first look, in core-seconds. */
  get seconds(): number {
    let sum = 0;
    for (const [uid, last] of this.#last) sum += last - (this.#first.get(uid) ?? 0);
    return sum;
  }
}

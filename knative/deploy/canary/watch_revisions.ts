/**
 * Adds up what the pods of two Revisions do, pod by pod, as pods come and go.
 *
 * @module
 */
import type { Cluster, Forward, LiveObject } from "../../checklist/cluster.ts";
import { combine, type Counters, NO_REQUESTS, readCounters } from "./counters.ts";

const REVISION = "serving.knative.dev/revision";

/** The program's own port in the pod; queue-proxy's metrics know nothing of routes. */
const PORT = 8000;

/** A pod that does not answer so long is not asked in this look, in ms. */
const ANSWER_MS = 3_000;

interface KnownPod {
  way: Forward | undefined;
  /** What it had counted when it was last read; `undefined` of one that was there before the watch. */
  last: Counters | undefined;
}

/** Requests and restarts of Revisions since the watch began, or was begun anew. */
export class RevisionWatch implements AsyncDisposable {
  readonly #cluster: Cluster;
  readonly #pods = new Map<string, KnownPod>();
  #totals = new Map<string, Counters>();
  #restarts = new Map<string, number>();
  #isFirst = true;
  #credentials: Readonly<Record<string, string>> | undefined;

  /**
   * Prepares; nothing is read yet.
   *
   * @param cluster The stack's namespace.
   */
  constructor(cluster: Cluster) {
    this.#cluster = cluster;
  }

  /** Forgets what was added up: a new step begins. */
  begin(): void {
    this.#totals = new Map();
  }

  /**
   * Reads every pod of the prediction service once.
   */
  async look(): Promise<void> {
    const pods = await this.#cluster.objects("pods", [
      "--selector=serving.knative.dev/service=predict",
      "--field-selector=status.phase=Running",
    ]);
    this.#restarts = new Map();
    this.#credentials ??= await this.#cluster.credentialsOf("prometheus");
    await Promise.all(pods.map((pod) => this.#read(pod)));
    this.#isFirst = false;
  }

  /**
   * Tells what was added up.
   *
   * @returns Requests of the Revision.
   */
  of(revision: string): Counters {
    return this.#totals.get(revision) ?? NO_REQUESTS;
  }

  /**
   * Tells how often containers of its pods were started again, as the cluster last said.
   */
  restartsOf(revision: string): number {
    return this.#restarts.get(revision) ?? 0;
  }

  async #read(pod: LiveObject): Promise<void> {
    const { name, labels } = pod.metadata;
    const revision = labels?.[REVISION];
    if (revision === undefined) return;
    this.#restarts.set(revision, this.restartsOf(revision) + restartsOf(pod));
    const known = this.#pods.get(name) ??
      { way: undefined, last: this.#isFirst ? undefined : NO_REQUESTS };
    this.#pods.set(name, known);
    const now = await this.#countersOf(name, known);
    if (now === undefined) return;
    // Of a pod that was there before only what comes from now on counts; a container that was started
    // again counts from nothing.
    const { last = now } = known;
    const before = now.answered < last.answered ? NO_REQUESTS : last;
    this.#totals.set(revision, combine(this.of(revision), combine(now, before, -1), 1));
    known.last = now;
  }

  async #countersOf(
    name: string,
    known: KnownPod,
  ): Promise<Counters | undefined> {
    try {
      known.way ??= await this.#cluster.forward(`pod/${name}`, PORT);
      const response = await fetch(`${known.way.url}/metrics`, {
        headers: this.#credentials ?? {},
        signal: AbortSignal.timeout(ANSWER_MS),
      });
      const text = await response.text();
      return response.ok ? readCounters(text) : undefined;
    } catch {
      // It is on its way out, or not there yet: the next look opens another way.
      await known.way?.[Symbol.asyncDispose]();
      known.way = undefined;
      return undefined;
    }
  }

  /** Closes the ways to the pods. */
  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all([...this.#pods.values()].map(({ way }) => way?.[Symbol.asyncDispose]()));
  }
}

function restartsOf({ status }: LiveObject): number {
  const containers = (status["containerStatuses"] ?? []) as { restartCount: number }[];
  return containers.reduce((sum, { restartCount }) => sum + restartCount, 0);
}

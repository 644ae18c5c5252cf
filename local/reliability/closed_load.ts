import { delay } from "@std/async";
import { REFERENCE_TASK } from "@mlops/tasks";

/** What a load has seen. */
export interface LoadReport {
  /** Requests that were answered with 200. */
  readonly answered: number;
  /** Requests that were not, and why: the first ten. */
  readonly failures: readonly string[];
  /** Requests that were not. */
  readonly failed: number;
  /** Requests of a load that obeys `Connection: close` that came once the service took none any more. */
  readonly late: number;
  /** Answers that are not what the version named in them answers. */
  readonly wrong: number;
  /** Answers by version. */
  readonly byVersion: ReadonlyMap<string, number>;
  /** Longest time to an answer, in ms. */
  readonly slowestMs: number;
  /** 99th percentile of the time to an answer, in ms. */
  readonly p99Ms: number;
}

/** What the load asks and expects. */
export interface LoadOptions {
  /** Connections, each with one request after the other. */
  readonly connections?: number;
  /** Probability that each version answers, to be compared with. */
  readonly expected?: ReadonlyMap<string, number>;
  /** Whether a connection ends when an answer says `Connection: close`, as a balancer's would. */
  readonly obeysClose?: boolean;
}

const BODY = JSON.stringify(REFERENCE_TASK.sample.row);

/** Asks a service for predictions without a pause until it is stopped. */
export class ClosedLoad {
  readonly #url: string;
  readonly #options: LoadOptions;
  readonly #loops: Promise<void>[];
  readonly #failures: string[] = [];
  readonly #byVersion = new Map<string, number>();
  readonly #latencies: number[] = [];
  #failed = 0;
  #late = 0;
  #wrong = 0;
  #isStopping = false;
  /** Version of the last answer. */
  version = "";

  /**
   * Begins to ask.
   *
   * @param url Address of the service.
   * @param options How many ask at once, and what they expect.
   */
  constructor(url: string, options: LoadOptions = {}) {
    this.#url = `${url}/predict`;
    this.#options = options;
    this.#loops = Array.from({ length: options.connections ?? 8 }, () => this.#loop());
  }

  /** Number of answers so far. */
  get answered(): number {
    return this.#latencies.length;
  }

  /**
   * Waits for the answers that are due.
   *
   * @returns What was seen.
   */
  async stop(): Promise<LoadReport> {
    this.#isStopping = true;
    return await this.finished();
  }

  /**
   * Waits until every connection has ended by itself.
   *
   * @returns What was seen.
   */
  async finished(): Promise<LoadReport> {
    await Promise.all(this.#loops);
    const sorted = this.#latencies.toSorted((a, b) => a - b);
    return {
      answered: sorted.length,
      failures: this.#failures,
      failed: this.#failed,
      late: this.#late,
      wrong: this.#wrong,
      byVersion: this.#byVersion,
      slowestMs: sorted.at(-1) ?? 0,
      p99Ms: sorted.at(0.99 * sorted.length) ?? 0,
    };
  }

  async #loop(): Promise<void> {
    while (!this.#isStopping) {
      const began = performance.now();
      try {
        const response = await fetch(this.#url, {
          method: "POST",
          headers: { "content-type": "application/json" },
          body: BODY,
        });
        const text = await response.text();
        const isLast = this.#options.obeysClose && response.headers.get("connection") === "close";
        if (response.status === 200) this.#take(response, text, performance.now() - began);
        else if (isLast && response.status === 503) this.#late++;
        else this.#fail(`${response.status} ${text}`);
        if (isLast) return;
      } catch (error) {
        if (this.#options.obeysClose && isRefused(error)) this.#late++;
        else this.#fail(String(error));
        // A service that has gone would else be asked millions of times.
        if (this.#options.obeysClose) return;
        await delay(5);
      }
    }
  }

  #take(response: Response, text: string, tookMs: number): void {
    this.#latencies.push(tookMs);
    const version = response.headers.get("x-model-version") ?? "none";
    this.version = version;
    this.#byVersion.set(version, (this.#byVersion.get(version) ?? 0) + 1);
    const { expected } = this.#options;
    if (expected === undefined) return;
    const { probability } = JSON.parse(text) as { probability: number };
    if (probability !== expected.get(version)) this.#wrong++;
  }

  #fail(reason: string): void {
    this.#failed++;
    if (this.#failures.length < 10) this.#failures.push(reason);
  }
}

/** Whether nobody took the connection: a request that was accepted fails otherwise. */
function isRefused(error: unknown): boolean {
  return error instanceof TypeError && /client error \(Connect\)/.test(`${error}${error.cause}`);
}

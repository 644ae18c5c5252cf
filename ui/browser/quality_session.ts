import { DRIFT, type DriftAnswer } from "@mlops/answers/drift";
import { parseAnswer } from "@mlops/answers/parse";
import { QUALITY, type QualityAnswer } from "@mlops/answers/quality";
import { batch, type Signal, signal } from "@preact/signals";
import { IdlePoller, type Page } from "./idle_poller.ts";
import { RequestFailure, requestKept } from "./request_failure.ts";

/** Outcomes come in slowly: a look every few seconds, ever slower, and then sleep. */
const DELAYS_MS = [...Array(6).fill(5000), ...Array(6).fill(15_000)];

/** What one look brings, or `null` from a service without a prediction log. */
type Look = { readonly quality: QualityAnswer; readonly drift: DriftAnswer } | null;

/** How good the predictions of the last days were, and how their inputs drift. */
export class QualitySession {
  /** The measures, or `null` before the first answer. */
  readonly quality: Signal<QualityAnswer | null> = signal(null);
  /** The drift, or `null` before the first answer. */
  readonly drift: Signal<DriftAnswer | null> = signal(null);
  /** Whether the service keeps no log, so that there is nothing to measure. */
  readonly isWithoutLog: Signal<boolean> = signal(false);
  /** Why there is nothing new, or `null`. */
  readonly failure: Signal<RequestFailure | null> = signal(null);
  /** Whether the page has stopped asking. */
  readonly isAsleep: Signal<boolean> = signal(false);
  readonly #poller: IdlePoller<Look>;

  /**
   * Prepares the session; {@linkcode start} makes it ask.
   *
   * @param page The page that it lives in.
   */
  constructor(page: Page) {
    this.#poller = new IdlePoller({
      ask: look,
      onAnswer: (answer) => this.#show(answer),
      onFailure: (error) => {
        if (!(error instanceof RequestFailure)) throw error;
        this.failure.value = error;
        return false;
      },
      onAsleep: (isAsleep) => this.isAsleep.value = isAsleep,
      delaysMs: DELAYS_MS,
      page,
    });
  }

  /** Looks from now on while somebody looks. */
  start(): void {
    this.#poller.start();
  }

  /** Looks again after a sleep. */
  wake(): void {
    this.#poller.wake();
  }

  #show(answer: Look): boolean {
    const before = this.#fingerprint();
    batch(() => {
      this.failure.value = null;
      this.isWithoutLog.value = answer === null;
      this.quality.value = answer?.quality ?? null;
      this.drift.value = answer?.drift ?? null;
    });
    return this.#fingerprint() !== before;
  }

  /** Changes when an outcome or a prediction comes. */
  #fingerprint(): string {
    const report = this.quality.value;
    const versions = [...report?.versions ?? [], ...report?.regressions ?? []];
    const counts = versions.map(({ version, count }) => `${version}:${count}`);
    return `${this.isWithoutLog.value} ${counts} ${this.drift.value?.rows}`;
  }
}

async function look(signal: AbortSignal): Promise<Look> {
  const [quality, drift] = await Promise.all([
    requestKept("/api/quality", { signal }, (content) => parseAnswer(QUALITY, content)),
    requestKept("/api/drift", { signal }, (content) => parseAnswer(DRIFT, content)),
  ]);
  return quality === null || drift === null ? null : { quality, drift };
}

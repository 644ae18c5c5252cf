import { parseAnswer } from "@mlops/answers/parse";
import { HEALTH, REFUSALS } from "@mlops/answers/readiness";
import { type ReadonlySignal, signal } from "@preact/signals";
import { type ModelDescription, readModelDescription } from "./model_description.ts";
import { IdlePoller, type Page } from "./idle_poller.ts";
import { RequestFailure, requestJson } from "./request_failure.ts";

/** What the page knows about the service; `asking` until the first answer. */
export type ServiceState = "asking" | "ready" | "no-model" | "unreachable";

/** Waits while nothing changes, in ms: two minutes in all, then the page sleeps. */
const DELAYS_MS = [1500, 2000, 3000, 5000, 8000, 12_000, 20_000, 30_000, 40_000];

/** A service that is up answers at once; one that starts from zero is asked again anyway. */
const TIMEOUT_MS = 10_000;

/** Follows the state of the service and the model that it serves. */
export class ServiceWatch {
  readonly #state = signal<ServiceState>("asking");
  readonly #model = signal<ModelDescription | null>(null);
  readonly #refused = signal<readonly string[]>([]);
  readonly #isAsleep = signal(false);
  readonly #poller: IdlePoller<Answer>;

  /**
   * Prepares the watch; {@linkcode start} makes it ask.
   *
   * @param page The page that it lives in.
   */
  constructor(page: Page) {
    this.#poller = new IdlePoller({
      ask: askService,
      onAnswer: ({ model, refused }) => {
        const isChanged = this.#noteRefused(refused);
        return this.#update("ready", model) || isChanged;
      },
      onFailure: (error) => {
        if (this.#model.value === null) this.#recall();
        if (error instanceof RequestFailure && error.reason === "unavailable") {
          askRefused().then((refused) => this.#noteRefused(refused), () => {});
        }
        return this.#update(stateAfter(error), this.#model.value);
      },
      onAsleep: (isAsleep) => this.#isAsleep.value = isAsleep,
      delaysMs: DELAYS_MS,
      page,
    });
  }

  /** The state of the service. */
  get state(): ReadonlySignal<ServiceState> {
    return this.#state;
  }

  /** The model that it served last, or `null` before the first answer. */
  get model(): ReadonlySignal<ModelDescription | null> {
    return this.#model;
  }

  /** Why versions that an alias names are not served, a sentence each; empty if all are. */
  get refused(): ReadonlySignal<readonly string[]> {
    return this.#refused;
  }

  /** Whether the page has stopped asking. */
  get isAsleep(): ReadonlySignal<boolean> {
    return this.#isAsleep;
  }

  /** Asks from now on while somebody looks. */
  start(): void {
    this.#poller.start();
  }

  /** Asks now, as after an answer of another version or a click. */
  wake(): void {
    this.#poller.wake();
  }

  /**
   * Notes which version answered a prediction; another one than expected is looked up at once.
   *
   * @param version The version, or empty if the answer did not say.
   */
  noteVersion(version: string): void {
    // The first answer is on its way already.
    if (this.#state.value === "asking") return;
    const isKnown = version === "" || version === this.#model.value?.version;
    if (!isKnown || this.#isAsleep.value || this.#state.value !== "ready") this.wake();
  }

  /** Takes the model of an earlier visit, which the service worker has kept, if there is one. */
  async #recall(): Promise<void> {
    try {
      this.#model.value ??= await askModel(new AbortController().signal, "?kept");
    } catch (error) {
      if (!(error instanceof RequestFailure)) throw error;
    }
  }

  #noteRefused(refused: readonly string[]): boolean {
    if (refused.join("\n") === this.#refused.value.join("\n")) return false;
    this.#refused.value = refused;
    return true;
  }

  #update(state: ServiceState, model: ModelDescription | null): boolean {
    const before = this.#model.value;
    const isSameModel = before?.version === model?.version && before?.name === model?.name &&
      before?.alias === model?.alias && before?.trainedAt === model?.trainedAt &&
      before?.isStale === model?.isStale;
    if (isSameModel && state === this.#state.value) return false;
    if (!isSameModel) this.#model.value = model;
    this.#state.value = state;
    return true;
  }
}

/** What the service says of itself. */
interface Answer {
  /** The served model, or `null` from a service that only tells whether it has one. */
  readonly model: ModelDescription | null;
  /** Why versions are not served. */
  readonly refused: readonly string[];
}

async function askService(signal: AbortSignal): Promise<Answer> {
  const [model, refused] = await Promise.all([
    askModelOrHealth(signal),
    // What was refused is worth a line, not a failure of the whole answer.
    askRefused(signal).catch(() => []),
  ]);
  return { model, refused };
}

/** Asks the readiness probe, which answers 503 with the same list where there is no model at all. */
function askRefused(signal?: AbortSignal): Promise<string[]> {
  const ended = signal === undefined ? {} : { signal };
  return requestJson(
    "/api/readyz",
    { ...ended, timeoutMs: TIMEOUT_MS, alsoTakes: 503 },
    (content) => parseAnswer(REFUSALS, content).refused.map(({ detail }) => detail),
  );
}

/** The served model, or `null` from a service that only tells whether it has one. */
async function askModelOrHealth(signal: AbortSignal): Promise<ModelDescription | null> {
  try {
    return await askModel(signal);
  } catch (error) {
    if (!(error instanceof RequestFailure) || error.status !== 404) throw error;
    const isLoaded = await requestJson(
      "/api/health",
      { signal, timeoutMs: TIMEOUT_MS },
      (content) => parseAnswer(HEALTH, content).model_loaded,
    );
    if (isLoaded) return null;
    throw new RequestFailure("unavailable");
  }
}

function askModel(signal: AbortSignal, query = ""): Promise<ModelDescription> {
  const options = { signal, timeoutMs: TIMEOUT_MS };
  return requestJson(`/api/model${query}`, options, readModelDescription);
}

function stateAfter(error: unknown): ServiceState {
  return error instanceof RequestFailure && error.reason === "unavailable"
    ? "no-model"
    : "unreachable";
}

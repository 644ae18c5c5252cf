import { type ReadonlySignal, signal } from "@preact/signals";
import type { LocalScorer } from "./local_scorer.ts";
import type { ModelDescription } from "./model_description.ts";
import { request } from "./request_failure.ts";

/** How far the model has come into the browser. */
export type LocalState =
  | { readonly kind: "absent" }
  | { readonly kind: "loading" }
  | { readonly kind: "failed" }
  | { readonly kind: "ready"; readonly scorer: LocalScorer; readonly sizeBytes: number };

/** A model file on a slow line takes its time. */
const TIMEOUT_MS = 60_000;

/** Whether a model may be a forest in an ONNX file, which alone is computed in the browser. */
export function isForBrowsers({ engine, flavor }: ModelDescription): boolean {
  return engine === "native" && flavor === "onnx";
}

/** Keeps the served model's file in the browser, and the scorer made from it. */
export class LocalModel {
  readonly #state = signal<LocalState>({ kind: "absent" });
  readonly #model: ReadonlySignal<ModelDescription | null>;
  #bytes: { readonly version: string; readonly content: Promise<Uint8Array> } | null = null;

  /**
   * Prepares an empty keeper.
   *
   * @param model The model that the service serves.
   */
  constructor(model: ReadonlySignal<ModelDescription | null>) {
    this.#model = model;
  }

  /** How far the model has come. */
  get state(): ReadonlySignal<LocalState> {
    return this.#state;
  }

  /** The scorer, if it is ready and of the served version. */
  get scorer(): LocalScorer | null {
    const state = this.#state.value;
    return state.kind === "ready" && state.scorer.version === this.#model.value?.version
      ? state.scorer
      : null;
  }

  /** Fetches the file, without reading it yet, so that the page goes on if the service goes away. */
  prefetch(): void {
    const model = this.#model.value;
    if (model === null || !isForBrowsers(model) || this.#bytes?.version === model.version) return;
    const content = fetchBytes();
    this.#bytes = { version: model.version, content };
    content.catch(() => this.#bytes = null);
  }

  /**
   * Makes the scorer of the served version.
   *
   * @returns The scorer, or `null` if the file cannot be had or is no forest.
   */
  async load(): Promise<LocalScorer | null> {
    if (this.scorer !== null) return this.scorer;
    this.prefetch();
    const model = this.#model.value;
    const bytes = this.#bytes;
    if (model === null || bytes === null) return null;
    if (this.#state.value.kind !== "ready") this.#state.value = { kind: "loading" };
    try {
      const [{ createLocalScorer }, content] = await Promise.all([
        import("./local_scorer.ts"),
        bytes.content,
      ]);
      const scorer = createLocalScorer(content, model);
      this.#state.value = { kind: "ready", scorer, sizeBytes: content.length };
      return scorer;
    } catch {
      this.#state.value = { kind: "failed" };
      // Whatever stands in the way, the service still answers; the reader is told, nothing breaks.
      return null;
    }
  }
}

async function fetchBytes(): Promise<Uint8Array> {
  const ask = (query: string) => request(`/api/model/onnx${query}`, { timeoutMs: TIMEOUT_MS });
  const response = await ask("").catch(() => ask("?kept"));
  return new Uint8Array(await response.arrayBuffer());
}

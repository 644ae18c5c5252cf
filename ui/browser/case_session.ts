import { batch, type ReadonlySignal, type Signal, signal } from "@preact/signals";
import type { LocalModel } from "./local_model.ts";
import type { ModelFeature } from "./model_feature.ts";
import type { Page } from "./idle_poller.ts";
import { RequestFailure } from "./request_failure.ts";
import type { Explanation, Prediction, Scorer, Values } from "./scorer.ts";
import { canVary, scanFeature, type WhatIfCurve } from "./what_if.ts";

/** A drag sends many values; one prediction for each that stands so long, in ms. */
const FOLLOW_DELAY_MS = 60;

/** Reasons are wanted once the hand is off the slider, in ms. */
const DETAILS_DELAY_MS = 180;

/** Waits before asking again after a passing failure, in ms; then the page gives up. */
const RETRY_DELAYS_MS = [1000, 2000, 4000, 8000, 15_000, 30_000, 30_000];

/** What a session works with. */
export interface CaseSessionParts {
  /** The service. */
  readonly service: Scorer;
  /** The same model in the browser. */
  readonly local: LocalModel;
  /** Inputs of the model. */
  readonly features: ReadonlySignal<readonly ModelFeature[]>;
  /** Class labels of the model, as text. */
  readonly classes: ReadonlySignal<readonly string[]>;
  /** The page's timers. */
  readonly page: Page;
  /** Takes note of the version that answered. */
  readonly onVersion: (version: string) => void;
}

/** An explanation with the case that it is of. */
export interface Explained extends Explanation {
  /** The values that were explained; those on the page may have gone on. */
  readonly values: Values;
}

/** One case on the page: its values, the prediction that follows them, and the reasons. */
export class CaseSession {
  /** The value of each feature. */
  readonly values: Signal<Values>;
  /** The last prediction, or `null` before the first. */
  readonly prediction: Signal<Prediction | null> = signal(null);
  /** Whether an answer is awaited. */
  readonly isPending: Signal<boolean> = signal(false);
  /** Why the last question has no answer, or `null`. */
  readonly failure: Signal<RequestFailure | null> = signal(null);
  /** Whether the prediction is of values that have changed since, and those have no answer. */
  readonly isStale: Signal<boolean> = signal(false);
  /** Whether the page has stopped trying. */
  readonly hasGivenUp: Signal<boolean> = signal(false);
  /** The reasons: `null` before they are known, `unavailable` if this model has none. */
  readonly explanation: Signal<Explained | "unavailable" | null> = signal(null);
  /** The answer over one feature's range, or `null` before it is known. */
  readonly whatIf: Signal<WhatIfCurve | null> = signal(null);
  /** The feature that the reader chose for the curve, or `null`: the one that matters most. */
  readonly chosenFeature: Signal<string | null> = signal(null);
  /** Whether to compute in the browser. */
  readonly isLocal: Signal<boolean> = signal(false);
  /** Whether browser and service gave the same number, or `null` if only one of them was asked. */
  readonly isConfirmed: Signal<boolean | null> = signal(null);
  /** Whether every change is followed by a prediction, as it is after the first. */
  readonly isFollowing: Signal<boolean> = signal(false);

  readonly #parts: CaseSessionParts;
  #question = new AbortController();
  #cancelTimer = () => {};
  #tries = 0;

  /**
   * Prepares a session at the features' defaults.
   *
   * @param parts What it works with.
   */
  constructor(parts: CaseSessionParts) {
    this.#parts = parts;
    this.values = signal(defaultsOf(parts.features.value));
  }

  /**
   * Changes values; a prediction follows if there has been one before.
   *
   * @param changes The values that change.
   */
  change(changes: Values): void {
    this.values.value = { ...this.values.value, ...changes };
    if (this.isFollowing.value) this.#restart(FOLLOW_DELAY_MS);
  }

  /** Predicts now, and after every change from then on. */
  predict(): void {
    this.isFollowing.value = true;
    this.#restart(0);
  }

  /**
   * Chooses the feature of the what-if curve.
   *
   * @param feature Name of the feature.
   */
  explore(feature: string): void {
    this.chosenFeature.value = feature;
    const { signal } = this.#question;
    if (this.prediction.value !== null) this.#askDetails(this.#scorer(), signal);
  }

  /** Asks again at once if the last question has no answer from the service, as when it is back. */
  recover(): void {
    if (this.failure.value?.isPassing) this.#restart(0);
  }

  #restart(delayMs: number): void {
    this.#tries = 0;
    this.hasGivenUp.value = false;
    this.#question.abort();
    this.#question = new AbortController();
    this.#later(delayMs, () => this.#ask(this.#question.signal));
  }

  #later(delayMs: number, callback: () => void): void {
    this.#cancelTimer();
    this.#cancelTimer = this.#parts.page.after(delayMs, callback);
  }

  #scorer(): Scorer {
    const local = this.#parts.local.scorer;
    return local !== null && (this.isLocal.value || this.failure.value !== null)
      ? local
      : this.#parts.service;
  }

  async #ask(signal: AbortSignal): Promise<void> {
    this.isPending.value = true;
    const values = this.values.value;
    const local = this.isLocal.value ? await this.#parts.local.load() : this.#parts.local.scorer;
    const scorer = this.isLocal.value && local !== null ? local : this.#parts.service;
    try {
      const prediction = await scorer.predict(values, signal);
      const mirror = scorer === local ? null : await local?.predict(values, signal) ?? null;
      if (signal.aborted) return;
      if (prediction.madeBy === "service") this.#parts.onVersion(prediction.version);
      batch(() => {
        this.failure.value = null;
        this.#show(prediction);
        this.isConfirmed.value = mirror === null || mirror.version !== prediction.version
          ? null
          : Object.is(mirror.figure, prediction.figure);
      });
      this.#later(DETAILS_DELAY_MS, () => this.#askDetails(scorer, signal));
    } catch (error) {
      if (signal.aborted) return;
      if (!(error instanceof RequestFailure)) throw error;
      await this.#standIn(error, values, signal);
    }
  }

  /** Answers from the browser if it has the model, and tries the service again later. */
  async #standIn(failure: RequestFailure, values: Values, signal: AbortSignal): Promise<void> {
    const local = failure.isPassing ? await this.#parts.local.load() : null;
    const prediction = await local?.predict(values, signal) ?? null;
    if (signal.aborted) return;
    const delayMs = failure.isPassing ? RETRY_DELAYS_MS[this.#tries++] : undefined;
    batch(() => {
      this.failure.value = failure;
      this.hasGivenUp.value = failure.isPassing && delayMs === undefined;
      this.isPending.value = false;
      this.isStale.value = prediction === null && this.prediction.value !== null;
      if (prediction !== null) {
        this.#show(prediction);
        this.isConfirmed.value = null;
      }
    });
    if (local !== null) this.#askDetails(local, signal);
    if (delayMs !== undefined) this.#later(delayMs, () => this.#ask(signal));
  }

  #show(prediction: Prediction): void {
    this.isPending.value = false;
    this.isStale.value = false;
    this.prediction.value = prediction;
  }

  /** Asks for reasons, then for the curve; a failure that passes is tried again, as a prediction's. */
  async #askDetails(scorer: Scorer, signal: AbortSignal, tries = 0): Promise<void> {
    const steps = [() => this.#explain(scorer, signal), () => this.#drawWhatIf(scorer, signal)];
    for (const step of steps) {
      try {
        await step();
      } catch (error) {
        if (signal.aborted) return;
        if (!(error instanceof RequestFailure)) throw error;
        // The prediction stands without them; the next change asks again.
        const delayMs = error.isPassing ? RETRY_DELAYS_MS[tries] : undefined;
        if (delayMs === undefined) continue;
        this.#later(delayMs, () => this.#askDetails(scorer, signal, tries + 1));
        return;
      }
      if (signal.aborted) return;
    }
  }

  async #explain(scorer: Scorer, signal: AbortSignal): Promise<void> {
    const values = this.values.value;
    const explanation = await scorer.explain(values, signal);
    if (signal.aborted) return;
    this.explanation.value = explanation === null ? "unavailable" : { ...explanation, values };
  }

  async #drawWhatIf(scorer: Scorer, signal: AbortSignal): Promise<void> {
    const name = this.chosenFeature.value ?? this.#suggestedFeature();
    const { value: features } = this.#parts.features;
    const named = features.find((feature) => feature.name === name);
    const feature = named !== undefined && canVary(named) ? named : features.find(canVary);
    if (feature === undefined) return;
    const at = this.#parts.classes.value.indexOf(this.prediction.value?.label ?? "");
    const classIndex = at < 0 ? undefined : at;
    const curve = await scanFeature(scorer, this.values.value, feature, { signal, classIndex });
    if (!signal.aborted) this.whatIf.value = curve;
  }

  /** The feature whose change matters most: where the level is nearest to another, else the largest share. */
  #suggestedFeature(): string | undefined {
    const explanation = this.explanation.value;
    if (explanation === null || explanation === "unavailable") {
      return this.whatIf.value?.feature.name ?? this.#parts.features.value[0]?.name;
    }
    return explanation.nearestChange?.feature ?? explanation.contributions[0]?.feature;
  }
}

/**
 * Takes every feature at its default.
 *
 * @param features The model's features.
 * @returns The case.
 */
export function defaultsOf(features: readonly ModelFeature[]): Values {
  return Object.fromEntries(features.map((feature) => [feature.name, feature.default]));
}

/**
 * Takes over the values of the features that a case had before.
 *
 * @param known The case before, of another model perhaps.
 * @param wanted The case without it, whose features are those of the new one.
 * @returns The new case. A column may be called `constructor`: what every object has is no value.
 */
export function keepValues(known: Values, wanted: Values): Values {
  return Object.fromEntries(
    Object.entries(wanted).map(([name, value]) => [
      name,
      Object.hasOwn(known, name) ? known[name]! : value,
    ]),
  );
}

import { CHAMPION } from "@mlops/task";
import { batch, type Signal, signal } from "@preact/signals";
import type { Evaluation, VersionSummary } from "../registry_answer.ts";
import { IdlePoller, type Page } from "./idle_poller.ts";
import { request, RequestFailure, requestJson } from "./request_failure.ts";

/** Waits between two looks at the registry while nothing changes, in ms. */
const DELAYS_MS = [3000, 5000, 5000, 10_000, 10_000, 20_000, 30_000, 60_000, 60_000];

/** How an attempt to move the alias ended. */
export type MoveOutcome =
  | { readonly kind: "moved"; readonly version: string; readonly previous: string | null }
  | { readonly kind: "wrong-token" }
  | { readonly kind: "failed"; readonly detail: string };

/** What one look at the registry brings. */
interface Look {
  readonly models: readonly string[];
  readonly about: string;
  readonly canMoveAliases: boolean;
  readonly needsToken: boolean;
  readonly versions: readonly VersionSummary[];
}

/** What the model pages know of the registry, and what the reader has picked. */
export class RegistrySession {
  /** Names of the registered models, or `null` before the first answer. */
  readonly models: Signal<readonly string[] | null> = signal(null);
  /** The model that is shown. */
  readonly model: Signal<string> = signal("");
  /** Its versions, newest first. */
  readonly versions: Signal<readonly VersionSummary[]> = signal([]);
  /** Whether this server lets anybody move an alias. */
  readonly canMoveAliases: Signal<boolean> = signal(false);
  /** Whether it asks for a token then: not of who has signed in with the right. */
  readonly needsToken: Signal<boolean> = signal(true);
  /** Why the registry is not shown, or `null`. */
  readonly failure: Signal<RequestFailure | null> = signal(null);
  /** Versions picked for comparison, at most two, in the order of picking. */
  readonly picked: Signal<readonly string[]> = signal([]);
  /** Curves by version, as far as they were read. */
  readonly evaluations: Signal<Readonly<Record<string, Evaluation>>> = signal({});
  readonly #poller: IdlePoller<Look>;
  #isChosen = false;
  #isFirst = true;

  /**
   * Prepares the session; {@linkcode start} makes it ask.
   *
   * @param page The page that it lives in.
   */
  constructor(page: Page) {
    this.#poller = new IdlePoller({
      ask: (signal) => this.#look(signal),
      onAnswer: (look) => this.#show(look),
      onFailure: (error) => {
        if (!(error instanceof RequestFailure)) throw error;
        this.failure.value = error;
        return false;
      },
      onAsleep: () => {},
      delaysMs: DELAYS_MS,
      page,
    });
  }

  /** Looks from now on while somebody looks. */
  start(): void {
    this.#poller.start();
  }

  /**
   * Shows another model, whatever is served.
   *
   * @param model Its name.
   */
  choose(model: string): void {
    this.#isChosen = true;
    this.#turnTo(model);
  }

  /**
   * Shows the model that is served, unless the reader has chosen one.
   *
   * @param model Its name.
   */
  follow(model: string): void {
    if (this.#isChosen || model === this.model.value) return;
    this.#isFirst = true;
    this.#turnTo(model);
  }

  #turnTo(model: string): void {
    batch(() => {
      this.model.value = model;
      this.versions.value = [];
      this.picked.value = [];
      this.evaluations.value = {};
    });
    this.#poller.wake();
  }

  /**
   * Picks a version for comparison or puts it back; of three, the first is put back.
   *
   * @param version Number of the version.
   */
  pick(version: string): void {
    const picked = this.picked.value;
    this.picked.value = picked.includes(version)
      ? picked.filter((other) => other !== version)
      : [...picked, version].slice(-2);
    for (const picked of this.picked.value) this.#readEvaluation(picked);
  }

  /** The version that the alias points to, or `null`. */
  get champion(): string | null {
    return this.versions.value.find(({ aliases }) => aliases.includes(CHAMPION))?.version ?? null;
  }

  /**
   * Points the alias to a version.
   *
   * @param version Number of the version.
   * @param token The administrator's token, empty where none is needed; it is sent and not kept.
   * @returns How it ended.
   */
  async promote(version: string, token: string): Promise<MoveOutcome> {
    const previous = this.champion;
    try {
      await request(`${this.#address()}/aliases/${CHAMPION}`, {
        method: "PUT",
        json: { version },
        headers: token === "" ? {} : { authorization: `Bearer ${token}` },
      });
    } catch (error) {
      if (!(error instanceof RequestFailure)) throw error;
      return error.status === 401
        ? { kind: "wrong-token" }
        : { kind: "failed", detail: error.detail };
    }
    this.#poller.wake();
    return { kind: "moved", version, previous };
  }

  #address(): string {
    return `/mlflow/models/${encodeURIComponent(this.model.value)}`;
  }

  async #look(signal: AbortSignal): Promise<Look> {
    const known = await requestJson(
      "/mlflow/models",
      { signal },
      (content) => content as Omit<Look, "versions">,
    );
    const { models, about } = known;
    if (!models.includes(this.model.value)) {
      this.model.value = models.includes(about) ? about : models[0] ?? "";
    }
    if (this.model.value === "") return { ...known, versions: [] };
    const { versions } = await requestJson(
      `${this.#address()}/versions`,
      { signal },
      (content) => content as Pick<Look, "versions">,
    );
    return { ...known, versions };
  }

  #show(look: Look): boolean {
    const hasChanged = JSON.stringify(look.versions) !== JSON.stringify(this.versions.value);
    const isFirst = this.#isFirst;
    this.#isFirst = false;
    batch(() => {
      this.failure.value = null;
      this.models.value = look.models;
      this.canMoveAliases.value = look.canMoveAliases;
      this.needsToken.value = look.needsToken;
      if (hasChanged) this.versions.value = look.versions;
    });
    // The two newest are what most readers come to compare.
    if (isFirst && look.versions.length > 1) {
      for (const { version } of look.versions.slice(0, 2).toReversed()) this.pick(version);
    }
    return hasChanged;
  }

  async #readEvaluation(version: string): Promise<void> {
    if (version in this.evaluations.value) return;
    const model = this.model.value;
    try {
      const evaluation = await requestJson(
        `${this.#address()}/versions/${version}/evaluation`,
        {},
        (content) => content as Evaluation,
      );
      if (this.model.value !== model) return;
      this.evaluations.value = { ...this.evaluations.value, [version]: evaluation };
    } catch (error) {
      // The versions stand without their curves; picking one again asks again.
      if (!(error instanceof RequestFailure)) throw error;
    }
  }
}

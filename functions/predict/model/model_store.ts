import { getsChallenger } from "./gets_challenger.ts";
import { ModelUnavailableError } from "./model_unavailable_error.ts";
import type { RefusalReason } from "./refused_model_error.ts";
import type { ServedModel } from "./served_model.ts";

/** What a version answers for: all requests, a share of them, or none but for the record. */
export type Role = "champion" | "challenger" | "shadow";

/** A model and the part that it plays. */
export interface Assignment {
  /** The model. */
  readonly model: ServedModel;
  /** The part that it plays. */
  readonly role: Role;
  /** Alias that leads to it; `null` where the version is fixed. */
  readonly alias: string | null;
  /** Share of the requests that it answers, 0–1. */
  readonly traffic: number;
}

/** A version that is not served because it failed a check. */
export interface Refusal {
  /** Name of the registered model. */
  readonly name: string;
  /** The version. */
  readonly version: string;
  /** The part that it was to play. */
  readonly role: Role;
  /** Which check it failed. */
  readonly reason: RefusalReason;
  /** What is wrong, as a sentence. */
  readonly detail: string;
}

/** The models in memory: which one answers, and why another does not. */
export class ModelStore {
  readonly #assignments = new Map<Role, Assignment>();
  #champion: Assignment | null = null;
  #challenger: Assignment | null = null;
  #shadow: Assignment | null = null;
  /** Versions that failed a check and that an alias points to. */
  refusals: readonly Refusal[] = [];
  /** Why there is no model, or why the registry was not reached last time; `null` if all is well. */
  trouble: string | null = "the registry has not answered yet";
  /** Whether the champion comes from the cache and the registry has not confirmed it. */
  isStale = false;

  /** The models by role. */
  get assignments(): ReadonlyMap<Role, Assignment> {
    return this.#assignments;
  }

  /** What answers, or `null`. */
  get champion(): Assignment | null {
    return this.#champion;
  }

  /** What scores everything for the record, or `null`. */
  get shadow(): Assignment | null {
    return this.#shadow;
  }

  /**
   * Gives a role to a model; requests that come later see it, those in progress keep what they have.
   *
   * @param assignment The model with its alias and share, or `null` to leave the role empty.
   */
  assign(role: Role, assignment: Assignment | null): void {
    if (assignment === null) this.#assignments.delete(role);
    else this.#assignments.set(role, assignment);
    this.#champion = this.#assignments.get("champion") ?? null;
    this.#challenger = this.#assignments.get("challenger") ?? null;
    this.#shadow = this.#assignments.get("shadow") ?? null;
  }

  /**
   * Chooses the model that answers a request: the challenger for its share of the ids, else the
   * champion. The same id always gets the same model, on every instance.
   *
   * @param requestId The client's own id if it gave one, so that a repeated request gets the same
   * answer; else the one that was made here.
   * @returns The model.
   * @throws {ModelUnavailableError} If there is none.
   */
  choose(requestId: string): Assignment {
    const challenger = this.#challenger;
    if (challenger !== null && getsChallenger(requestId, challenger.traffic)) return challenger;
    if (this.#champion === null) throw new ModelUnavailableError(this.trouble ?? "none is found");
    return this.#champion;
  }

  /**
   * Finds a model in memory by its version.
   *
   * @returns The model, or `undefined`.
   */
  find(version: string): Assignment | undefined {
    return [...this.#assignments.values()].find(({ model }) => model.version === version);
  }
}

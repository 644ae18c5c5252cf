import type { Logger } from "../logger.ts";
import type { LoadedModels } from "./loaded_models.ts";
import type { ModelReference, ModelRegistry } from "./model_registry.ts";
import type { Assignment, ModelStore, Refusal, Role } from "./model_store.ts";
import { readTraffic } from "./gets_challenger.ts";
import { type RefusalReason, RefusedModelError } from "./refused_model_error.ts";
import { RegistryTimeLimit, retryMs } from "./registry_timeout_and_retry.ts";

/** What is counted of following; `assignments` are the versions in service. */
export interface FollowerMetrics {
  /** A look at the registry has ended. */
  looked(outcome: "ok" | "failed"): void;
  /** Another version took over a role, or one left it. */
  swapped(role: Role, assignments: Iterable<Assignment>): void;
  /** A version failed a check. */
  refused(reason: RefusalReason): void;
  /** It may be known by now what training measured. */
  evaluated(assignments: Iterable<Assignment>): void;
  /** The champion comes from the cache alone, or the registry has confirmed it. */
  stale(isStale: boolean): void;
}

/** Told of what the registry asks for, to be kept. */
export interface FollowerNotes {
  /** The aliases of the model, versions by alias, at the end of every look; never rejects. */
  readonly sawAliases: (name: string, aliases: Readonly<Record<string, string>>) => Promise<void>;
  /** A version failed a check. */
  readonly refusedVersion: (refusal: Refusal) => void;
}

/** What following needs. */
export interface FollowerParts {
  /** Where models come from. */
  readonly registry: ModelRegistry;
  /** Where the models in memory are kept. */
  readonly store: ModelStore;
  /** Loads models, and keeps those that may be needed again. */
  readonly loaded: LoadedModels;
  /** What is counted. */
  readonly metrics: FollowerMetrics;
  /** The log. */
  readonly logger: Logger;
  /** Who keeps what is noticed; `null`: nobody. */
  readonly notes: FollowerNotes | null;
  /** Mean time between two looks, in ms. */
  readonly pollIntervalMs: number;
  /** Longest time that the questions of one look take together, in ms. */
  readonly lookLimitMs: number;
  /** Draws the jitter in [0, 1). */
  readonly random: () => number;
  /** Waits, in ms; rejects when the signal aborts. */
  readonly sleep: (delayMs: number, signal: AbortSignal) => Promise<void>;
}

/** Keeps the models in memory as the registry's aliases ask for. */
export class ModelFollower {
  readonly #parts: FollowerParts;
  #hasFailed = false;
  #wrongTraffic: string | null = null;

  /**
   * Prepares; nothing is asked yet.
   *
   * @param parts What following needs.
   */
  constructor(parts: FollowerParts) {
    this.#parts = parts;
  }

  /**
   * Looks again and again until it is told to stop; a fixed version is looked for until it is found.
   *
   * @param signal Ends it.
   */
  async follow(signal: AbortSignal): Promise<void> {
    const { store, registry, pollIntervalMs, random, sleep } = this.#parts;
    let failures = 0;
    while (!signal.aborted) {
      const hadModel = store.champion !== null;
      const isOk = await this.look(signal);
      if (isOk && registry.alias === null) return;
      failures = isOk ? 0 : failures + 1;
      const meanMs = isOk ? pollIntervalMs : retryMs(failures, hadModel ? pollIntervalMs : 0);
      // The first look finds the champion alone, as fast as can be; the next one finds the others.
      const isFirst = !hadModel && store.champion !== null;
      if (!isFirst) await sleep(meanMs * (0.75 + 0.5 * random()), signal).catch(() => {});
    }
  }

  /**
   * Looks at the registry once and loads what has changed.
   *
   * @param signal Ends it.
   * @returns Whether the registry answered and the champion is as it asks; a refused version counts.
   */
  async look(signal: AbortSignal): Promise<boolean> {
    const { store, metrics, logger, registry } = this.#parts;
    try {
      const isFound = await this.#lookAtRoles(signal);
      metrics.looked("ok");
      if (this.#hasFailed) logger.info("registry is back", { uri: registry.uri });
      this.#hasFailed = false;
      return isFound;
    } catch (error) {
      if (signal.aborted) return false;
      const reason = error instanceof Error ? error.message : String(error);
      store.trouble = `the registry cannot be read: ${reason}`;
      metrics.looked("failed");
      if (!this.#hasFailed) logger.warn("registry cannot be read", { uri: registry.uri, reason });
      this.#hasFailed = true;
      if (store.champion === null) await this.#useCache();
      return false;
    }
  }

  async #lookAtRoles(signal: AbortSignal): Promise<boolean> {
    const { store, registry, loaded, metrics } = this.#parts;
    this.#giveUpBroken();
    const time = new RegistryTimeLimit(this.#parts.lookLimitMs, signal);
    if (store.champion === null || store.isStale || registry.alias === null) {
      const found = await time.ask((signal) => registry.findMain(signal));
      const isFilled = await this.#fillChampion(found, signal);
      await loaded.forgetAllBut(store);
      // There is no second look at a fixed version.
      if (registry.alias === null && store.champion !== null) {
        const { model } = store.champion;
        await time.ask((signal) => loaded.learnMetrics(model, signal));
      }
      return isFilled;
    }
    const aliases = await time.ask((signal) => registry.findAliases(signal));
    const findVersion = (version: string) =>
      time.ask((signal) => registry.findVersion(version, signal));
    const version = aliases[registry.alias];
    // Only a version that is unverified may be judged anew: its tag may have come late.
    const current = store.champion.model;
    const isSettled = version === current.version && current.isVerified;
    const isFound = isSettled || await this.#fillChampion(
      version === undefined ? null : await findVersion(version),
      signal,
    );
    if (isSettled) {
      store.trouble = null;
      this.#forgetRefusal("champion");
    }
    const failures: unknown[] = [];
    const noting = (error: unknown) => void failures.push(error);
    // What cannot be had for one role keeps no other from being filled.
    for (const role of ["challenger", "shadow"] as const) {
      const wanted = role === registry.alias ? undefined : aliases[role];
      if (wanted === undefined) this.#leave(role);
      else await this.#fillNamed(role, () => findVersion(wanted), signal).catch(noting);
    }
    await loaded.forgetAllBut(store);
    for (const { model } of store.assignments.values()) {
      await time.ask((signal) => loaded.learnMetrics(model, signal)).catch(noting);
    }
    metrics.evaluated(store.assignments.values());
    await this.#parts.notes?.sawAliases(current.name, aliases);
    if (failures.length > 0) throw failures[0];
    return isFound;
  }

  async #fillChampion(reference: ModelReference | null, signal: AbortSignal): Promise<boolean> {
    const { store, registry, metrics } = this.#parts;
    if (reference === null) {
      this.#forgetRefusal("champion");
      store.trouble = `there is no ${registry.uri}`;
      return false;
    }
    await this.#fill("champion", reference, signal);
    const refusal = store.refusals.find(({ role }) => role === "champion");
    // At a start there is no version before this one in memory, but there may be one on the disk.
    if (store.champion === null && refusal !== undefined) await this.#useCache();
    store.isStale = false;
    metrics.stale(false);
    store.trouble = refusal?.detail ?? null;
    return store.champion !== null;
  }

  async #fillNamed(
    role: Role,
    find: () => Promise<ModelReference>,
    signal: AbortSignal,
  ): Promise<void> {
    await this.#fill(role, await find(), signal);
  }

  async #fill(role: Role, reference: ModelReference, signal: AbortSignal): Promise<void> {
    const { store, registry, loaded, metrics, logger } = this.#parts;
    try {
      const model = await loaded.get(reference, signal);
      this.#forgetRefusal(role);
      const before = store.assignments.get(role);
      const traffic = role === "challenger" ? this.#trafficOf(reference) : 0;
      if (before?.model === model && before.traffic === traffic) return;
      const alias = role === "champion" ? registry.alias : role;
      store.assign(role, { model, role, alias, traffic });
      if (before?.model === model) return;
      if (role === "champion") await loaded.keepForNextStart(model);
      metrics.swapped(role, store.assignments.values());
      logger.info("model in service", {
        role,
        name: model.name,
        version: model.version,
        previous: before?.model.version ?? null,
        engine: model.scorer.engine,
        sha256: model.sha256,
        verified: model.isVerified,
      });
      for (const warning of model.scorer.warnings ?? []) {
        logger.warn("model is served with a warning", { role, version: model.version, warning });
      }
    } catch (error) {
      if (!(error instanceof RefusedModelError)) throw error;
      this.#refuse(role, reference, error);
    }
  }

  /** Takes models that broke their bounds out of their roles; the champion before comes back. */
  #giveUpBroken(): void {
    const { store, loaded, metrics, logger } = this.#parts;
    for (const assignment of [...store.assignments.values()]) {
      const { model, role } = assignment;
      const failure = model.scorer.failure ?? null;
      if (failure === null) continue;
      const message = `Cannot serve "${model.name}" version ${model.version} as ${failure}`;
      const before = loaded.giveUp(model, new RefusedModelError("bounds", message));
      store.assign(role, before === null ? null : { ...assignment, model: before });
      metrics.swapped(role, store.assignments.values());
      const back = before?.version ?? null;
      logger.warn("model broke its bounds", { role, version: model.version, failure, back });
    }
  }

  #refuse(role: Role, { name, version }: ModelReference, error: RefusedModelError): void {
    const { store, metrics, logger } = this.#parts;
    const { reason, message: detail } = error;
    const known = store.refusals.find((refusal) => refusal.role === role);
    if (known?.version === version && known.detail === detail) return;
    const refusal: Refusal = { name, version, role, reason, detail };
    store.refusals = [...store.refusals.filter((other) => other.role !== role), refusal];
    this.#parts.notes?.refusedVersion(refusal);
    metrics.refused(reason);
    logger.warn("model refused", { role, name, version, reason, detail });
  }

  #forgetRefusal(role: Role): void {
    const { store } = this.#parts;
    if (store.refusals.length === 0) return;
    store.refusals = store.refusals.filter((refusal) => refusal.role !== role);
  }

  #leave(role: Role): void {
    const { store, metrics, logger } = this.#parts;
    this.#forgetRefusal(role);
    if (!store.assignments.has(role)) return;
    store.assign(role, null);
    metrics.swapped(role, store.assignments.values());
    logger.info("role is empty", { role });
  }

  #trafficOf({ tags, version }: ModelReference): number {
    const share = readTraffic(tags);
    const wrong = share === null ? tags["traffic"] ?? null : null;
    if (wrong !== null && wrong !== this.#wrongTraffic) {
      const fields = { version, traffic: wrong };
      this.#parts.logger.warn("traffic tag must be a number in [0, 1]", fields);
    }
    this.#wrongTraffic = wrong;
    return share ?? 0;
  }

  async #useCache(): Promise<void> {
    const { store, registry, loaded, metrics, logger } = this.#parts;
    const model = await loaded.fromCache();
    if (model === null) return;
    store.assign("champion", { model, role: "champion", alias: registry.alias, traffic: 0 });
    store.isStale = true;
    metrics.stale(true);
    metrics.swapped("champion", store.assignments.values());
    logger.warn("model from the cache is in service", { name: model.name, version: model.version });
  }
}

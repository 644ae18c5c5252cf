import {
  type ModelFiles,
  type ModelReference,
  type ModelRegistry,
  titleOf,
} from "./model_registry.ts";
import type { ModelStore } from "./model_store.ts";
import { RefusedModelError } from "./refused_model_error.ts";
import type { ServedModel } from "./served_model.ts";

/** A version with its files. */
export interface CachedModel {
  /** What the registry said of it. */
  readonly reference: ModelReference;
  /** Its files. */
  readonly files: ModelFiles;
}

/** Keeps the last good version for a start without the registry. */
export interface ModelCache {
  /**
   * Reads what was kept.
   *
   * @returns The version, or `null` if nothing is kept or what is kept is damaged.
   */
  read(): Promise<CachedModel | null>;
  /**
   * Keeps a version in the place of the one before; a failure is the cache's own to report.
   */
  write(version: CachedModel): Promise<void>;
}

/** What loading needs. */
export interface LoadedModelsParts {
  /** Where models come from. */
  readonly registry: Pick<ModelRegistry, "download" | "findMetrics">;
  /** Makes files into a model; rejects with {@link RefusedModelError} if it fails a check. */
  readonly load: (reference: ModelReference, files: ModelFiles) => Promise<ServedModel>;
  /** Where the last good version is kept, or `null`. */
  readonly cache: ModelCache | null;
  /** Time in ms on any steady clock. */
  readonly now: () => number;
  /** Told before and after the first transfer. */
  readonly onPhase?: (phase: "alias" | "download") => void;
}

/** A refused version is judged anew after this time: what refused it may have been a damaged transfer. */
const JUDGE_AGAIN_MS = 60_000;

interface Loaded {
  readonly model: ServedModel;
  readonly files: ModelFiles;
}

/**
 * The models that were loaded and may be needed again: those in service, and the champion before
 * this one, so that rolling back needs no download.
 */
export class LoadedModels {
  readonly #parts: LoadedModelsParts;
  readonly #loaded = new Map<string, Loaded>();
  readonly #refused = new Map<string, { error: RefusedModelError; againAtMs: number }>();
  readonly #leaving = new Set<ServedModel>();
  #champion: ServedModel | null = null;
  #championBefore: ServedModel | null = null;

  /**
   * Begins without a model.
   *
   * @param parts What loading needs.
   */
  constructor(parts: LoadedModelsParts) {
    this.#parts = parts;
  }

  /**
   * Finds a version in memory, or fetches, checks and loads it.
   *
   * @param reference The version.
   * @param signal Ends the transfer.
   * @returns The model.
   * @throws {RefusedModelError} If it fails a check, or failed it less than a minute ago.
   */
  async get(reference: ModelReference, signal: AbortSignal): Promise<ServedModel> {
    const key = keyOf(reference);
    const known = this.#loaded.get(key);
    if (known !== undefined) return known.model;
    const refused = this.#refused.get(key);
    if (refused !== undefined && this.#parts.now() < refused.againAtMs) throw refused.error;
    try {
      this.#parts.onPhase?.("alias");
      const files = await this.#parts.registry.download(reference, signal);
      this.#parts.onPhase?.("download");
      const model = await this.#load(reference, files);
      this.#refused.delete(key);
      this.#loaded.set(key, { model, files });
      return model;
    } catch (error) {
      if (error instanceof RefusedModelError) {
        this.#refused.set(key, { error, againAtMs: this.#parts.now() + JUDGE_AGAIN_MS });
      }
      throw error;
    }
  }

  /**
   * Loads what the cache kept.
   *
   * @returns The model, or `null` if there is none that passes the checks.
   */
  async fromCache(): Promise<ServedModel | null> {
    const kept = await this.#parts.cache?.read() ?? null;
    if (kept === null || this.#refused.has(keyOf(kept.reference))) return null;
    try {
      const model = await this.#load(kept.reference, kept.files);
      this.#loaded.set(keyOf(kept.reference), { model, files: kept.files });
      return model;
    } catch (error) {
      if (error instanceof RefusedModelError) return null;
      throw error;
    }
  }

  /** Loads; what no check foresaw is a refusal too, as another try would end as this one. */
  async #load(reference: ModelReference, files: ModelFiles): Promise<ServedModel> {
    try {
      return await this.#parts.load(reference, files);
    } catch (cause) {
      if (cause instanceof RefusedModelError) throw cause;
      const title = titleOf(reference);
      const found = cause instanceof Error ? `${cause.name}: ${cause.message}` : `${cause}`;
      const message = `Cannot serve ${title} as it must be readable: ${found}`;
      throw new RefusedModelError("defect", message, { cause });
    }
  }

  /**
   * Gives up a model that broke its bounds while it served: it is not judged again.
   *
   * @param error Why.
   * @returns The champion before this one, if this one was the champion and that one can still serve.
   */
  giveUp(model: ServedModel, error: RefusedModelError): ServedModel | null {
    const key = keyOf(model);
    this.#loaded.delete(key);
    this.#leaving.add(model);
    this.#refused.set(key, { error, againAtMs: Infinity });
    const before = model === this.#champion ? this.#championBefore : null;
    if (this.#champion === model) this.#champion = null;
    if (this.#championBefore === model) this.#championBefore = null;
    return (before?.scorer.failure ?? null) === null ? before : null;
  }

  /** Frees every model, at the end. */
  async dispose(): Promise<void> {
    const models = new Set([...this.#leaving, ...[...this.#loaded.values()].map((l) => l.model)]);
    this.#leaving.clear();
    this.#loaded.clear();
    for (const model of models) await model.scorer.dispose();
  }

  /**
   * Keeps a model that is in service now for a start without the registry.
   */
  async keepForNextStart(model: ServedModel): Promise<void> {
    const files = this.#loaded.get(keyOf(model))?.files;
    if (files === undefined) return;
    const { name, version, runId, source, tags } = model;
    await this.#parts.cache?.write({ reference: { name, version, runId, source, tags }, files });
  }

  /**
   * Learns the metrics of a model's run, if they are not known.
   *
   * @param signal Ends the search.
   */
  async learnMetrics(model: ServedModel, signal: AbortSignal): Promise<void> {
    if (model.metrics !== null || model.runId === "") return;
    model.metrics = await this.#parts.registry.findMetrics(model.runId, signal);
  }

  /**
   * Frees the models that are neither in service nor were the champion before this one, once no
   * stream holds them.
   *
   * @param store What is in service.
   */
  async forgetAllBut(store: ModelStore): Promise<void> {
    const champion = store.champion?.model ?? null;
    if (champion !== this.#champion) {
      this.#championBefore = this.#champion ?? this.#championBefore;
      this.#champion = champion;
    }
    const kept = new Set([...store.assignments.values()].map(({ model }) => model));
    if (this.#championBefore !== null) kept.add(this.#championBefore);
    for (const [key, { model }] of this.#loaded) {
      if (kept.has(model)) continue;
      this.#loaded.delete(key);
      this.#leaving.add(model);
    }
    for (const model of this.#leaving) {
      if (model.holders > 0) continue;
      this.#leaving.delete(model);
      await model.scorer.dispose();
    }
  }
}

/** The same version is another model once its digest was tagged: it is judged anew. */
function keyOf({ version, source, tags }: ModelReference): string {
  return [version, tags["sha256"] ?? "", source].join("\n");
}

/**
 * Asks a registry again when it could not answer: the one place that retries.
 *
 * @module
 */
import { delay } from "@std/async";
import type { Digest } from "./digest.ts";
import type { Content, Descriptor } from "./manifest.ts";
import { PublishError } from "./publish_error.ts";
import type { Registry, StoredManifest } from "./registry.ts";

/** How often and how long is waited. */
export interface RetryOptions {
  /** Tries in all; 4 if not given. */
  readonly attempts?: number;
  /** First pause in milliseconds, doubled each time and shortened by chance; 500 if not given. */
  readonly pauseMs?: number;
  /** Waits; a timer if not given. */
  readonly wait?: (milliseconds: number) => Promise<void>;
}

/** Longest pause that a registry can ask for, in milliseconds. */
const MAX_PAUSE_MS = 30_000;

/** A registry that is asked again after failures that may pass. */
export class RetryingRegistry implements Registry {
  readonly #registry: Registry;
  readonly #attempts: number;
  readonly #pauseMs: number;
  readonly #wait: (milliseconds: number) => Promise<void>;

  /**
   * Wraps a registry.
   *
   * @param registry The one that is asked.
   * @param options How often and how long is waited.
   */
  constructor(registry: Registry, options: RetryOptions = {}) {
    this.#registry = registry;
    this.#attempts = options.attempts ?? 4;
    this.#pauseMs = options.pauseMs ?? 500;
    this.#wait = options.wait ??
      delay;
  }

  /** Its host, with its port if it has one. */
  get host(): string {
    return this.#registry.host;
  }

  /** See {@linkcode Registry.getManifest}. */
  getManifest(repository: string, reference: string): Promise<StoredManifest | undefined> {
    return this.#retry(() => this.#registry.getManifest(repository, reference));
  }

  /** See {@linkcode Registry.hasManifest}. */
  hasManifest(repository: string, reference: string): Promise<boolean> {
    return this.#retry(() => this.#registry.hasManifest(repository, reference));
  }

  /** See {@linkcode Registry.putManifest}. */
  putManifest(
    repository: string,
    manifest: Content & { readonly tag?: string },
  ): Promise<{ isReferrer: boolean }> {
    return this.#retry(() => this.#registry.putManifest(repository, manifest));
  }

  /** See {@linkcode Registry.getBlob}. */
  getBlob(repository: string, descriptor: Descriptor): Promise<Uint8Array<ArrayBuffer>> {
    return this.#retry(() => this.#registry.getBlob(repository, descriptor));
  }

  /** See {@linkcode Registry.hasBlob}. */
  hasBlob(repository: string, digest: Digest): Promise<boolean> {
    return this.#retry(() => this.#registry.hasBlob(repository, digest));
  }

  /** See {@linkcode Registry.mountBlob}. */
  mountBlob(repository: string, blob: { digest: Digest; from: string }): Promise<boolean> {
    return this.#retry(() => this.#registry.mountBlob(repository, blob));
  }

  /** See {@linkcode Registry.uploadBlob}. */
  uploadBlob(
    repository: string,
    blob: { digest: Digest; bytes: Uint8Array<ArrayBuffer> },
  ): Promise<void> {
    return this.#retry(() => this.#registry.uploadBlob(repository, blob));
  }

  async #retry<T>(action: () => Promise<T>): Promise<T> {
    for (let attempt = 1;; attempt++) {
      try {
        return await action();
      } catch (error) {
        const isWorthIt = error instanceof PublishError && error.retryable;
        if (!isWorthIt || attempt === this.#attempts) throw error;
        const pauseMs = this.#pauseMs * 2 ** (attempt - 1) * (0.5 + Math.random() / 2);
        await this.#wait(Math.min(error.retryAfterMs ?? pauseMs, MAX_PAUSE_MS));
      }
    }
  }
}

/**
 * Sends images to a registry, only what it lacks.
 *
 * @module
 */
import { pooledMap } from "@std/async";
import type { ImageBlob, ImageIndex } from "./build_image.ts";
import { type Digest, tagOfDigest } from "./digest.ts";
import type { Registry } from "./registry.ts";

/** How one blob reached the registry, or that it is on its way. */
export interface BlobProgress {
  /** Repository that it is for. */
  readonly repository: string;
  /** Its address. */
  readonly digest: Digest;
  /** Its size in bytes. */
  readonly sizeBytes: number;
  /** What is so. */
  readonly state: "present" | "mounted" | "uploading" | "uploaded";
}

/** An image that a registry has. */
export interface PublishedImage {
  /** Name by digest, `HOST/PATH@sha256:HEX`. */
  readonly reference: string;
  /** Address of the index. */
  readonly digest: Digest;
  /** Whether the registry lacked it before. */
  readonly isNew: boolean;
}

/** Blobs that are sent at the same time; each is held in memory while it is. */
const CONCURRENT_BLOBS = 3;

/** Sends images to one registry and remembers which repository has which blob. */
export class ImagePublisher {
  readonly #registry: Registry;
  readonly #onProgress: (progress: BlobProgress) => void;
  readonly #placed = new Map<Digest, string>();

  /**
   * Prepares; nothing is sent yet.
   *
   * @param registry Where images go.
   * @param options Who is told about each blob.
   */
  constructor(
    registry: Registry,
    options: { onProgress?: (progress: BlobProgress) => void } = {},
  ) {
    this.#registry = registry;
    this.#onProgress = options.onProgress ?? (() => {});
  }

  /**
   * Sends an image, unless the registry has it already.
   *
   * @param repository Path within the registry.
   * @returns Its name there, by digest. A tag made from the digest keeps it from being collected.
   * @throws {PublishError} If the registry refuses or cannot be reached.
   */
  async publish(image: ImageIndex, repository: string): Promise<PublishedImage> {
    const { digest } = image.index.descriptor;
    const reference = `${this.#registry.host}/${repository}@${digest}`;
    if (await this.#registry.hasManifest(repository, digest)) {
      this.#remember(image, repository);
      return { reference, digest, isNew: false };
    }
    const placing = pooledMap(
      CONCURRENT_BLOBS,
      uniqueBlobs(image),
      (blob) => this.#place(blob, repository),
    );
    await Array.fromAsync(placing).catch(throwFirst);
    for (const { manifest } of image.images) {
      await this.#registry.putManifest(repository, manifest);
    }
    await this.#registry.putManifest(repository, { ...image.index, tag: tagOfDigest(digest) });
    return { reference, digest, isNew: true };
  }

  #remember(image: ImageIndex, repository: string): void {
    for (const { descriptor } of uniqueBlobs(image)) {
      this.#placed.set(descriptor.digest, repository);
    }
  }

  async #place(blob: ImageBlob, repository: string): Promise<void> {
    const { digest, size: sizeBytes } = blob.descriptor;
    const tell = (state: BlobProgress["state"]) =>
      this.#onProgress({ repository, digest, sizeBytes, state });
    if (await this.#registry.hasBlob(repository, digest)) {
      tell("present");
    } else if (await this.#mount(blob, repository)) {
      tell("mounted");
    } else {
      tell("uploading");
      await this.#registry.uploadBlob(repository, { digest, bytes: await blob.read() });
      tell("uploaded");
    }
    this.#placed.set(digest, repository);
  }

  async #mount({ descriptor, origin }: ImageBlob, repository: string): Promise<boolean> {
    const { digest } = descriptor;
    const from = this.#placed.get(digest) ??
      (origin?.registry === this.#registry.host ? origin.repository : undefined);
    if (from === undefined || from === repository) return false;
    return await this.#registry.mountBlob(repository, { digest, from });
  }
}

function uniqueBlobs({ images }: ImageIndex): ImageBlob[] {
  const blobs = new Map<Digest, ImageBlob>();
  for (const { config, layers } of images) {
    for (const layer of layers) blobs.set(layer.descriptor.digest, layer);
    const { descriptor, bytes } = config;
    blobs.set(descriptor.digest, { descriptor, read: () => Promise.resolve(bytes) });
  }
  return [...blobs.values()];
}

/** Of the failures that came together the first is the one to tell. */
function throwFirst(error: unknown): never {
  throw error instanceof AggregateError ? error.errors[0] : error;
}

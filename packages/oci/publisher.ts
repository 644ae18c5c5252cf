/**
 * Sends images to a registry, only what it lacks.
 *
 * @module
 */
import { pooledMap } from "@std/async";
import { AlreadyPublished } from "./already_published.ts";
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

/** Sends images to one registry. */
export class ImagePublisher {
  readonly #registry: Registry;
  readonly #onProgress: (progress: BlobProgress) => void;
  readonly #there: AlreadyPublished;

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
    this.#there = new AlreadyPublished(registry);
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
    if (await this.#there.hasImage(image, repository)) {
      for (const blob of uniqueBlobs(image)) this.#there.remember(blob, repository);
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

  async #place(blob: ImageBlob, repository: string): Promise<void> {
    const { digest, size: sizeBytes } = blob.descriptor;
    const tell = (state: BlobProgress["state"]) =>
      this.#onProgress({ repository, digest, sizeBytes, state });
    const found = await this.#there.find(blob, repository);
    if (found === "missing") {
      tell("uploading");
      await this.#registry.uploadBlob(repository, { digest, bytes: await blob.read() });
      tell("uploaded");
    } else {
      tell(found);
    }
    this.#there.remember(blob, repository);
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

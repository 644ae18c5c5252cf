import type { Digest } from "./digest.ts";
import type { Repository } from "./image_reference.ts";
import type { Descriptor } from "./manifest.ts";
import type { StoredManifest } from "./registry.ts";

/** Where an image is read from: a registry, or a folder with an OCI layout. */
export interface ImageSource {
  /** Name of the image, for annotations and messages. */
  readonly name: string;
  /** Where its blobs can be mounted from, if it lies in a registry. */
  readonly origin?: Repository;
  /**
   * Reads the document that the name stands for, or one of those that it lists.
   *
   * @param digest Address of the one to read; without it, the one that the name stands for.
   */
  manifest(digest?: Digest): Promise<StoredManifest>;
  /**
   * Reads a blob and verifies it.
   *
   * @param descriptor Points at it.
   */
  blob(descriptor: Descriptor): Promise<Uint8Array<ArrayBuffer>>;
}

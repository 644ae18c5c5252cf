import type { ImageBlob, ImageIndex } from "./build_image.ts";
import type { Digest } from "./digest.ts";
import type { Registry } from "./registry.ts";

/**
 * What a registry has already of images that are to be sent there. An image's name is the digest of its
 * content, and the same files make the same image: what the registry has under that name needs no sending,
 * and nobody keeps a list of what was sent before.
 */
export class AlreadyPublished {
  readonly #registry: Registry;
  readonly #repositories = new Map<Digest, string>();

  /**
   * Begins without knowing anything.
   *
   * @param registry Who is asked.
   */
  constructor(registry: Registry) {
    this.#registry = registry;
  }

  /**
   * Asks whether the registry has a whole image: its index is put there last.
   *
   * @param image The image.
   * @param repository Where it is to be.
   * @returns Whether it is there.
   */
  async hasImage(image: ImageIndex, repository: string): Promise<boolean> {
    return await this.#registry.hasManifest(repository, image.index.descriptor.digest);
  }

  /**
   * Finds out whether a blob must be sent: not if its repository has it, nor if another one has from which
   * the registry lets it appear here, too.
   *
   * @param blob The blob.
   * @param repository Where it is to be.
   * @returns How it is there, or `missing`.
   */
  async find(
    { descriptor: { digest }, origin }: ImageBlob,
    repository: string,
  ): Promise<"present" | "mounted" | "missing"> {
    if (await this.#registry.hasBlob(repository, digest)) return "present";
    const from = this.#repositories.get(digest) ??
      (origin?.registry === this.#registry.host ? origin.repository : undefined);
    if (from === undefined || from === repository) return "missing";
    return await this.#registry.mountBlob(repository, { digest, from }) ? "mounted" : "missing";
  }

  /**
   * Takes note of a blob that is there.
   *
   * @param blob The blob.
   * @param repository Where it is.
   */
  remember({ descriptor }: ImageBlob, repository: string): void {
    this.#repositories.set(descriptor.digest, repository);
  }
}

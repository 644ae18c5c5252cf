import { formatImageReference, type ImageReference } from "./image_reference.ts";
import type { ImageSource } from "./image_source.ts";
import { PublishError } from "./publish_error.ts";
import type { Registry, StoredManifest } from "./registry.ts";

/** A place where an image may be, and the registry that is asked for it. */
export interface ImagePlace {
  /** The image there. */
  readonly reference: ImageReference;
  /** Who is asked. */
  readonly registry: Registry;
}

/**
 * Finds an image in the first registry that has it: its own, or a mirror before it.
 *
 * @param name Name of the image, by which it stays known wherever it is found.
 * @param places Where to look, in this order; at least one.
 * @returns The image, ready to be read.
 * @throws {PublishError} If no registry has it, or one cannot be asked.
 */
export async function findImage(name: string, places: readonly ImagePlace[]): Promise<ImageSource> {
  for (const { reference, registry } of places) {
    const { repository, tag, digest } = reference;
    const top = await registry.getManifest(repository, digest ?? tag ?? "latest");
    if (top !== undefined) return registrySource(name, { reference, registry, top });
  }
  const tried = places.map(({ reference }) => formatImageReference(reference)).join(", ");
  const last = places[places.length - 1]?.reference;
  throw new PublishError({
    registry: last?.registry ?? "",
    image: name,
    step: "read manifest",
    reason: `none is shown under ${tried}`,
    status: 404,
  });
}

function registrySource(
  name: string,
  { reference, registry, top }: ImagePlace & { top: StoredManifest },
): ImageSource {
  const { repository } = reference;
  return {
    name,
    origin: { registry: reference.registry, repository },
    async manifest(digest) {
      if (digest === undefined) return top;
      const manifest = await registry.getManifest(repository, digest);
      if (manifest !== undefined) return manifest;
      const reason = `it does not show ${digest}, which the image lists`;
      throw new PublishError({
        registry: reference.registry,
        image: name,
        step: "read manifest",
        reason,
        status: 404,
      });
    },
    blob: (descriptor) => registry.getBlob(repository, descriptor),
  };
}

/**
 * Writes an image into one file, for clusters that are given images without a registry.
 *
 * @module
 */
import type { ImageBlob, PlatformImage } from "./build_image.ts";
import { type Digest, tagOfDigest } from "./digest.ts";
import { type Index, MEDIA_TYPE } from "./manifest.ts";
import { tarEnd, tarHeader, tarPadding } from "./tar.ts";

/**
 * Names an image that has no registry, so that Knative does not ask one for its digest: it leaves
 * `dev.local` alone. The tag is made from the digest, as a fixed one would never be loaded again.
 *
 * @param name Path, `predict`.
 * @returns `dev.local/NAME:TAG`.
 */
export function localImageName(name: string, image: PlatformImage): string {
  return `dev.local/${name}:${tagOfDigest(image.manifest.descriptor.digest)}`;
}

/**
 * Writes an OCI archive of an image: an OCI layout (image-layout.md) in a tar, with the name in both
 * forms that are in use, and Docker's own list beside it for `docker load`.
 *
 * @param image The image; its layers are read one after the other.
 * @param name Full name with its tag.
 * @returns The archive, piece by piece; the same for the same image and name.
 */
export async function* ociArchive(
  image: PlatformImage,
  name: string,
): AsyncGenerator<Uint8Array<ArrayBuffer>> {
  const tag = name.slice(name.lastIndexOf(":") + 1);
  const index: Index = {
    schemaVersion: 2,
    mediaType: MEDIA_TYPE.index,
    manifests: [{
      ...image.manifest.descriptor,
      annotations: {
        // The first is containerd's own, the second the specification's.
        "io.containerd.image.name": name,
        "org.opencontainers.image.ref.name": tag,
      },
    }],
  };
  const dockerList = [{
    Config: blobPath(image.config.descriptor.digest),
    RepoTags: [name],
    Layers: image.layers.map(({ descriptor }) => blobPath(descriptor.digest)),
  }];
  yield* jsonEntry("oci-layout", { imageLayoutVersion: "1.0.0" });
  yield* jsonEntry("index.json", index);
  yield* jsonEntry("manifest.json", dockerList);
  for (const { descriptor, bytes } of [image.manifest, image.config]) {
    yield* entry(blobPath(descriptor.digest), bytes);
  }
  for (const layer of uniqueLayers(image)) {
    yield* entry(blobPath(layer.descriptor.digest), await layer.read());
  }
  yield tarEnd();
}

function uniqueLayers({ layers }: PlatformImage): ImageBlob[] {
  return [...new Map(layers.map((layer) => [layer.descriptor.digest, layer])).values()];
}

function blobPath(digest: Digest): string {
  return `blobs/${digest.replace(":", "/")}`;
}

function* jsonEntry(path: string, value: unknown): Generator<Uint8Array<ArrayBuffer>> {
  yield* entry(path, new TextEncoder().encode(JSON.stringify(value)));
}

function* entry(
  path: string,
  bytes: Uint8Array<ArrayBuffer>,
): Generator<Uint8Array<ArrayBuffer>> {
  yield tarHeader(path, { sizeBytes: bytes.length, mode: 0o644 });
  yield bytes;
  yield tarPadding(bytes.length);
}

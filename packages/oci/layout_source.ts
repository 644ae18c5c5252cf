import { type Digest, sha256Digest } from "./digest.ts";
import type { ImageSource } from "./image_source.ts";
import type { Index } from "./manifest.ts";
import type { StoredManifest } from "./registry.ts";

/**
 * Reads an image from a folder with an OCI layout (image-layout.md), as `skopeo copy`, `crane pull
 * --format oci` and `docker buildx --output type=oci` leave it.
 *
 * @param name Name of the image, for annotations and messages.
 * @param options `readFile` reads a file of the folder by its path in it; `tag` picks one image by
 * its `org.opencontainers.image.ref.name` where the folder has several.
 * @returns The image, ready to be read.
 * @throws {SyntaxError} If the folder has none or several of the kind.
 */
export async function openLayout(
  name: string,
  options: { readFile: (path: string) => Promise<Uint8Array<ArrayBuffer>>; tag?: string },
): Promise<ImageSource> {
  const { readFile, tag } = options;
  const index: Index = JSON.parse(new TextDecoder().decode(await readFile("index.json")));
  const named = index.manifests.filter(({ annotations }) =>
    tag === undefined || annotations?.["org.opencontainers.image.ref.name"] === tag
  );
  const [top] = named;
  if (top === undefined || named.length > 1) {
    throw new SyntaxError(
      `Cannot read layout of "${name}" as index.json must list one such image: ` +
        `lists ${named.length}`,
    );
  }
  const read = async (digest: Digest): Promise<Uint8Array<ArrayBuffer>> => {
    const bytes = await readFile(`blobs/${digest.replace(":", "/")}`);
    if (sha256Digest(bytes) === digest) return bytes;
    throw new SyntaxError(
      `Cannot read layout of "${name}" as a blob must match its name: ${digest} does not`,
    );
  };
  return {
    name,
    async manifest(digest = top.digest): Promise<StoredManifest> {
      const bytes = await read(digest);
      const { mediaType }: { mediaType?: string } = JSON.parse(new TextDecoder().decode(bytes));
      return { bytes, digest, mediaType: mediaType ?? top.mediaType };
    },
    blob: ({ digest }) => read(digest),
  };
}

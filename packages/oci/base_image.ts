/**
 * Reads the image that another one is built on.
 *
 * @module
 */
import type { Digest } from "./digest.ts";
import type { ImageSource } from "./image_source.ts";
import {
  type ImageConfig,
  type Index,
  type Manifest,
  MEDIA_TYPE,
  ociMediaType,
} from "./manifest.ts";
import { type Platform, platformOf } from "./platform.ts";

/** An image for one platform to build on. */
export interface BaseImage {
  /** Where its blobs are read. */
  readonly source: ImageSource;
  /** Address of its manifest. */
  readonly digest: Digest;
  /** What it is for. */
  readonly platform: Platform;
  /** Its manifest. */
  readonly manifest: Manifest;
  /** Its configuration. */
  readonly config: ImageConfig;
}

/**
 * Reads the manifests and configurations of an image, not its layers.
 *
 * @param source Where the image is.
 * @param wanted The platforms to read.
 * @returns One image for each wanted platform that the source has, in the wanted order.
 * @throws {RangeError} If it has none of them.
 */
export async function readBaseImages(
  source: ImageSource,
  wanted: readonly Platform[],
): Promise<BaseImage[]> {
  const top = await source.manifest();
  const images = ociMediaType(top.mediaType) === MEDIA_TYPE.index
    ? await readIndex(source, { index: parse<Index>(top.bytes), wanted })
    : [await readImage(source, { digest: top.digest, manifest: parse<Manifest>(top.bytes) })];
  const found = wanted.flatMap((platform) =>
    images.find((image) => image?.platform === platform) ?? []
  );
  if (found.length === 0) {
    throw new RangeError(
      `Cannot build on "${source.name}" as it must be for one of ${wanted.join(", ")}: it is not`,
    );
  }
  return found;
}

function readIndex(
  source: ImageSource,
  { index, wanted }: { index: Index; wanted: readonly Platform[] },
): Promise<(BaseImage | undefined)[]> {
  const entries = index.manifests.filter(({ platform }) => {
    const known = platform === undefined ? undefined : platformOf(platform);
    return known !== undefined && wanted.includes(known);
  });
  return Promise.all(entries.map(async (entry) => {
    const { bytes } = await source.manifest(entry.digest);
    return readImage(source, { digest: entry.digest, manifest: parse<Manifest>(bytes) });
  }));
}

async function readImage(
  source: ImageSource,
  { digest, manifest }: { digest: Digest; manifest: Manifest },
): Promise<BaseImage | undefined> {
  const config = parse<ImageConfig>(await source.blob(manifest.config));
  const platform = platformOf(config);
  return platform === undefined ? undefined : { source, digest, platform, manifest, config };
}

function parse<T>(bytes: Uint8Array): T {
  return JSON.parse(new TextDecoder().decode(bytes));
}

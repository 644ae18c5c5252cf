/**
 * Puts layers on a base image. Nothing is read, sent or stored here.
 *
 * @module
 */
import type { BaseImage } from "./base_image.ts";
import type { Digest } from "./digest.ts";
import type { Repository } from "./image_reference.ts";
import type { Layer } from "./layer.ts";
import {
  type Content,
  type Descriptor,
  type ImageConfig,
  type Index,
  jsonContent,
  type Manifest,
  MEDIA_TYPE,
  ociMediaType,
} from "./manifest.ts";
import type { Platform } from "./platform.ts";

/** Date of all that is built, so that it does not depend on the day. */
const CREATED = "1970-01-01T00:00:00Z";

/** What is put on a base image. */
export interface ImageParts {
  /** The layers, the lowest first. */
  readonly layers: readonly Layer[];
  /** Program and arguments, behind the init process of the base if it has one; the base's if not given. */
  readonly entrypoint?: readonly string[];
  /** User and group, `1993:1993`; the base's if not given. */
  readonly user?: string;
  /** Folder in which the program starts; the base's if not given. */
  readonly workingDirectory?: string;
  /** Variables to set or replace. */
  readonly environment?: Readonly<Record<string, string>>;
  /** Labels of the configuration and annotations of the manifest. */
  readonly labels?: Readonly<Record<string, string>>;
}

/** A blob that lies somewhere and is read when it is needed. */
export interface ImageBlob {
  /** Points at the bytes. */
  readonly descriptor: Descriptor;
  /** Reads them. */
  read(): Promise<Uint8Array<ArrayBuffer>>;
  /** Where it can be mounted from, if it lies in a registry. */
  readonly origin?: Repository;
}

/** An image for one platform. */
export interface PlatformImage {
  /** What it is for. */
  readonly platform: Platform;
  /** Its manifest. */
  readonly manifest: Content;
  /** Its configuration. */
  readonly config: Content;
  /** Its layers, the lowest first. */
  readonly layers: readonly ImageBlob[];
}

/** An image for several platforms under one address. */
export interface ImageIndex {
  /** The index. */
  readonly index: Content;
  /** Its images. */
  readonly images: readonly PlatformImage[];
}

/**
 * Puts layers on a base image.
 *
 * @param base The image below.
 * @param parts What is put on it.
 * @returns The image; the same for the same base and parts.
 */
export function buildImage(base: BaseImage, parts: ImageParts): PlatformImage {
  const labels = {
    ...parts.labels,
    "org.opencontainers.image.base.name": base.source.name,
    "org.opencontainers.image.base.digest": base.digest,
  };
  const config = jsonContent(MEDIA_TYPE.config, buildConfig(base, { ...parts, labels }));
  const baseLayers = base.manifest.layers.map((descriptor) => ({
    ...descriptor,
    mediaType: ociMediaType(descriptor.mediaType),
  }));
  const manifest: Manifest = {
    schemaVersion: 2,
    mediaType: MEDIA_TYPE.manifest,
    config: config.descriptor,
    layers: [...baseLayers, ...parts.layers.map(({ descriptor }) => descriptor)],
    annotations: sorted(labels),
  };
  const { source } = base;
  return {
    platform: base.platform,
    config,
    manifest: jsonContent(MEDIA_TYPE.manifest, manifest),
    layers: [
      ...baseLayers.map((descriptor) => ({
        descriptor,
        read: () => source.blob(descriptor),
        ...(source.origin === undefined ? {} : { origin: source.origin }),
      })),
      ...parts.layers.map(({ descriptor, bytes }) => ({
        descriptor,
        read: () => Promise.resolve(bytes),
      })),
    ],
  };
}

/**
 * Puts the images of several platforms under one address.
 *
 * @returns The index; the same for the same images.
 */
export function buildIndex(images: readonly PlatformImage[]): ImageIndex {
  const index: Index = {
    schemaVersion: 2,
    mediaType: MEDIA_TYPE.index,
    manifests: images.map(({ manifest, platform }) => {
      const [os = "", architecture = ""] = platform.split("/");
      return { ...manifest.descriptor, platform: { architecture, os } };
    }),
  };
  return { index: jsonContent(MEDIA_TYPE.index, index), images };
}

function buildConfig(base: BaseImage, parts: ImageParts): ImageConfig {
  const { config = {}, rootfs, history = [], ...rest } = base.config;
  const { entrypoint, user, workingDirectory, environment = {}, labels = {} } = parts;
  const diffIds: Digest[] = parts.layers.map(({ diffId }) => diffId);
  return {
    ...rest,
    created: CREATED,
    config: {
      ...config,
      Env: mergedEnvironment(config.Env ?? [], environment),
      Labels: sorted({ ...config.Labels, ...labels }),
      ...(entrypoint === undefined
        ? {}
        : { Entrypoint: [...initProcess(config.Entrypoint ?? []), ...entrypoint], Cmd: [] }),
      ...(user === undefined ? {} : { User: user }),
      ...(workingDirectory === undefined ? {} : { WorkingDir: workingDirectory }),
    },
    rootfs: { type: "layers", "diff_ids": [...rootfs["diff_ids"], ...diffIds] },
    history: [
      ...history,
      ...parts.layers.map(({ createdBy }) => ({ created: CREATED, "created_by": createdBy })),
    ],
  };
}

/** `/tini --` and the like: it passes signals on to a program that does not handle them itself. */
function initProcess(entrypoint: readonly string[]): readonly string[] {
  return entrypoint.slice(0, entrypoint.indexOf("--") + 1);
}

function mergedEnvironment(
  base: readonly string[],
  added: Readonly<Record<string, string>>,
): string[] {
  const kept = base.filter((variable) => !Object.hasOwn(added, variable.split("=", 1)[0]!));
  return [...kept, ...Object.entries(sorted(added)).map(([name, value]) => `${name}=${value}`)];
}

function sorted(record: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(record).sort(([a], [b]) => a < b ? -1 : 1));
}

/**
 * The documents that an image is made of, as they are written (OCI image-spec 1.1).
 *
 * @module
 */
import { type Digest, sha256Digest } from "./digest.ts";

/** Media types that are written. */
export const MEDIA_TYPE = {
  index: "application/vnd.oci.image.index.v1+json",
  manifest: "application/vnd.oci.image.manifest.v1+json",
  config: "application/vnd.oci.image.config.v1+json",
  layer: "application/vnd.oci.image.layer.v1.tar+gzip",
  empty: "application/vnd.oci.empty.v1+json",
} as const;

/** Docker's names for the same formats, which older images carry. */
const DOCKER_MEDIA_TYPE: Record<string, string> = {
  "application/vnd.docker.distribution.manifest.list.v2+json": MEDIA_TYPE.index,
  "application/vnd.docker.distribution.manifest.v2+json": MEDIA_TYPE.manifest,
  "application/vnd.docker.container.image.v1+json": MEDIA_TYPE.config,
  "application/vnd.docker.image.rootfs.diff.tar.gzip": MEDIA_TYPE.layer,
};

/** Media types that a registry is asked for, in the order of preference. */
export const MANIFEST_MEDIA_TYPES: readonly string[] = [
  MEDIA_TYPE.index,
  MEDIA_TYPE.manifest,
  "application/vnd.docker.distribution.manifest.list.v2+json",
  "application/vnd.docker.distribution.manifest.v2+json",
];

/**
 * Names a format as the OCI specification does.
 *
 * @param mediaType A media type of Docker or OCI.
 * @returns OCI's, or the same if it has no other name there.
 */
export function ociMediaType(mediaType: string): string {
  return DOCKER_MEDIA_TYPE[mediaType] ?? mediaType;
}

/** Points at content (descriptor.md). */
export interface Descriptor {
  /** What the content is. */
  readonly mediaType: string;
  /** Where it is. */
  readonly digest: Digest;
  /** Its length in bytes. */
  readonly size: number;
  /** Free properties. */
  readonly annotations?: Readonly<Record<string, string>>;
  /** In an index: what the image is for. */
  readonly platform?: { readonly os: string; readonly architecture: string };
  /** In an index of referrers: what the referrer is. */
  readonly artifactType?: string;
}

/** An image for one platform (manifest.md). */
export interface Manifest {
  /** Always 2. */
  readonly schemaVersion: 2;
  /** What this document is. */
  readonly mediaType: string;
  /** What an artifact is that is no image. */
  readonly artifactType?: string;
  /** The configuration. */
  readonly config: Descriptor;
  /** The layers, the lowest first. */
  readonly layers: readonly Descriptor[];
  /** What this document is about. */
  readonly subject?: Descriptor;
  /** Free properties. */
  readonly annotations?: Readonly<Record<string, string>>;
}

/** Several manifests under one address (image-index.md). */
export interface Index {
  /** Always 2. */
  readonly schemaVersion: 2;
  /** What this document is. */
  readonly mediaType: string;
  /** The manifests. */
  readonly manifests: readonly Descriptor[];
  /** Free properties. */
  readonly annotations?: Readonly<Record<string, string>>;
}

/** How a container is started, and of what its files are made (config.md). */
export interface ImageConfig {
  /** Date of the image, RFC 3339. */
  readonly created?: string;
  /** Processor. */
  readonly architecture: string;
  /** Operating system. */
  readonly os: string;
  /** How a container is started. */
  readonly config?: {
    readonly User?: string;
    readonly Env?: readonly string[];
    readonly Entrypoint?: readonly string[] | null;
    readonly Cmd?: readonly string[] | null;
    readonly WorkingDir?: string;
    readonly Labels?: Readonly<Record<string, string>> | null;
  };
  /** Digests of the layers before compression. */
  readonly rootfs: { readonly type: string; readonly "diff_ids": readonly Digest[] };
  /** How each layer came about. */
  readonly history?: readonly {
    readonly created?: string;
    readonly "created_by"?: string;
    readonly "empty_layer"?: boolean;
  }[];
}

/** Bytes together with what points at them. */
export interface Content {
  /** Points at the bytes. */
  readonly descriptor: Descriptor;
  /** The bytes. */
  readonly bytes: Uint8Array<ArrayBuffer>;
}

/**
 * Writes a document; the same value gives the same bytes.
 *
 * @param mediaType What the document is.
 * @param value What it says.
 * @returns Its bytes with their address.
 */
export function jsonContent(mediaType: string, value: unknown): Content {
  return content(mediaType, new TextEncoder().encode(JSON.stringify(value)));
}

/**
 * Addresses bytes.
 *
 * @param mediaType What they are.
 * @returns Both together.
 */
export function content(mediaType: string, bytes: Uint8Array<ArrayBuffer>): Content {
  return {
    descriptor: { mediaType, digest: sha256Digest(bytes), size: bytes.length },
    bytes,
  };
}

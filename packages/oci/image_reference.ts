/**
 * Names of images, as Docker and Kubernetes read them.
 *
 * @module
 */
import { type Digest, isDigest } from "./digest.ts";

/** A place for images in a registry. */
export interface Repository {
  /** Host of the registry, with its port if it has one: `docker.io`, `localhost:5001`. */
  readonly registry: string;
  /** Path within the registry, `library/postgres`. */
  readonly repository: string;
}

/** An image by tag or digest. */
export interface ImageReference extends Repository {
  /** Tag; `latest` if the name has neither tag nor digest. */
  readonly tag?: string;
  /** Content address, which wins over the tag. */
  readonly digest?: Digest;
}

const REPOSITORY = /^[a-z0-9]+([._-]+[a-z0-9]+)*(\/[a-z0-9]+([._-]+[a-z0-9]+)*)*$/;
const TAG = /^\w[\w.-]{0,127}$/;

/**
 * Reads the name of an image; short names mean Docker Hub, as everywhere.
 *
 * @example A short name
 * ```ts
 * import { parseImageReference } from "@mlops/oci";
 * import { deepEqual } from "node:assert/strict";
 *
 * deepEqual(parseImageReference("postgres:15"), {
 *   registry: "docker.io",
 *   repository: "library/postgres",
 *   tag: "15",
 * });
 * ```
 *
 * @returns Its parts.
 * @throws {TypeError} If it is none.
 */
export function parseImageReference(name: string): ImageReference {
  const [beforeDigest = "", digest] = splitOnce(name, name.indexOf("@"));
  const [path, tag] = splitOnce(beforeDigest, tagColon(beforeDigest));
  const slash = path.indexOf("/");
  const first = slash === -1 ? "" : path.slice(0, slash);
  const hasHost = /[.:]|^localhost$/.test(first);
  const registry = hasHost ? first : "docker.io";
  const rest = hasHost ? path.slice(slash + 1) : path;
  const repository = registry === "docker.io" && !rest.includes("/") ? `library/${rest}` : rest;
  if (
    !REPOSITORY.test(repository) || (tag !== undefined && !TAG.test(tag)) ||
    (digest !== undefined && !isDigest(digest))
  ) {
    throw new TypeError(
      `Cannot read image name as it must be [HOST/]PATH[:TAG][@sha256:HEX]: is "${name}"`,
    );
  }
  if (digest !== undefined) {
    return { registry, repository, ...(tag === undefined ? {} : { tag }), digest };
  }
  return { registry, repository, tag: tag ?? "latest" };
}

function tagColon(text: string): number {
  const colon = text.lastIndexOf(":");
  return colon > text.lastIndexOf("/") ? colon : -1;
}

function splitOnce(text: string, at: number): [string, string | undefined] {
  return at === -1 ? [text, undefined] : [text.slice(0, at), text.slice(at + 1)];
}

/**
 * Writes a reference in full, by digest if it has one.
 *
 * @param reference The parts.
 * @returns `HOST/PATH@sha256:HEX`, or `HOST/PATH:TAG`.
 */
export function formatImageReference(reference: ImageReference): string {
  const { registry, repository, tag, digest } = reference;
  return `${registry}/${repository}${digest === undefined ? `:${tag}` : `@${digest}`}`;
}

/**
 * Names the copy of an image in a registry that keeps copies below the name of their host, as
 * pull-through caches and registries without a way out do.
 *
 * @param reference The image.
 * @param mirror Host of that registry, and a path within it if need be.
 * @returns The copy: `localhost:5001` has `docker.io/denoland/deno` as
 * `localhost:5001/docker.io/denoland/deno`.
 */
export function mirroredReference(reference: ImageReference, mirror: string): ImageReference {
  const [registry, path] = splitOnce(mirror, mirror.indexOf("/"));
  const prefix = path === undefined ? "" : `${path}/`;
  return {
    ...reference,
    registry,
    repository: `${prefix}${reference.registry}/${reference.repository}`,
  };
}

/**
 * Content addresses of the OCI image specification.
 *
 * @module
 */
import { createHash } from "node:crypto";

/** Content address, `sha256:` and 64 hexadecimal digits (OCI image-spec 1.1, descriptor.md). */
export type Digest = `sha256:${string}`;

/**
 * Computes the content address of bytes.
 *
 * @example The empty blob
 * ```ts
 * import { sha256Digest } from "@mlops/oci";
 * import { equal } from "node:assert/strict";
 *
 * equal(
 *   sha256Digest(new Uint8Array()),
 *   "sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
 * );
 * ```
 *
 * @param bytes The content.
 * @returns Its address.
 */
export function sha256Digest(bytes: Uint8Array): Digest {
  return `sha256:${createHash("sha256").update(bytes).digest("hex")}`;
}

/**
 * Says whether a text is a content address.
 *
 * @param text Anything.
 * @returns Whether it has the one form that is used here.
 */
export function isDigest(text: string): text is Digest {
  return /^sha256:[0-9a-f]{64}$/.test(text);
}

/**
 * Makes an image tag from a digest, for places where an image has no repository digest.
 *
 * @param digest Address of the image's manifest or index.
 * @returns The first 12 hexadecimal digits.
 */
export function tagOfDigest(digest: Digest): string {
  return digest.slice("sha256:".length, "sha256:".length + 12);
}

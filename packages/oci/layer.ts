import { type Digest, sha256Digest } from "./digest.ts";
import { gzip } from "./gzip.ts";
import { type Content, content, MEDIA_TYPE } from "./manifest.ts";
import { tar, type TarFile } from "./tar.ts";

/** One layer made here. */
export interface Layer extends Content {
  /** Address of the layer before compression. */
  readonly diffId: Digest;
  /** What made it, for the image's history. */
  readonly createdBy: string;
}

/**
 * Makes a layer of files; the same files give the same digest, whenever and wherever.
 *
 * @example Twice the same
 * ```ts
 * import { fileLayer } from "@mlops/oci";
 * import { equal } from "node:assert/strict";
 *
 * const a = { path: "app/a.js", content: new TextEncoder().encode("1") };
 * const b = { path: "app/b.js", content: new TextEncoder().encode("2") };
 * equal(
 *   fileLayer([a, b], { createdBy: "build" }).descriptor.digest,
 *   fileLayer([b, a], { createdBy: "build" }).descriptor.digest,
 * );
 * ```
 *
 * @param files The files, in any order.
 * @param options What made them, for the image's history.
 * @returns The layer.
 * @throws {TypeError} If two files have one path, or a path leaves the image.
 */
export function fileLayer(files: readonly TarFile[], options: { createdBy: string }): Layer {
  const archive = tar(files);
  return {
    ...content(MEDIA_TYPE.layer, gzip(archive)),
    diffId: sha256Digest(archive),
    createdBy: options.createdBy,
  };
}

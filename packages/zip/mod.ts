/**
 * ZIP archives, read one file at a time: wheels of Python and models that skops saved. Nothing is
 * unpacked before it is asked for, and never to more than the archive's directory says.
 *
 * @example Unpack one file
 * ```ts
 * import { openZip } from "@mlops/zip";
 *
 * function readSchema(archive: Uint8Array): string | undefined {
 *   const entry = openZip(archive).find(({ path }) => path === "schema.json");
 *   return entry && new TextDecoder().decode(entry.unpack());
 * }
 * ```
 *
 * @module
 */

export { crc32 } from "./crc32.ts";
export { openZip, type ZipEntry } from "./zip_archive.ts";

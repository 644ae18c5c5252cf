import { fileURLToPath } from "node:url";

/** Where a table comes from: a file of this machine, or an address. */
export type DatasetLocation =
  | { readonly kind: "file"; readonly path: string }
  | { readonly kind: "http"; readonly url: URL };

/**
 * Reads `DATASET_URL`: a path, or a `file:`, `http:` or `https:` address.
 *
 * @param text Its value, not empty.
 * @returns The place, or `null` if it is none of these.
 */
export function parseDatasetLocation(text: string): DatasetLocation | null {
  // One letter before the colon is a drive, no scheme.
  if (!/^[a-z][a-z0-9+.-]+:/i.test(text)) return { kind: "file", path: text };
  const url = URL.parse(text);
  if (url?.protocol === "http:" || url?.protocol === "https:") return { kind: "http", url };
  if (url?.protocol !== "file:" || url.host !== "") return null;
  return { kind: "file", path: fileURLToPath(url) };
}

/**
 * Names a place so that it may be shown and logged: without credentials and query, which may hold a
 * signature.
 *
 * @param location The place.
 * @returns The path, or the address up to its query.
 */
export function describeLocation(location: DatasetLocation): string {
  return location.kind === "file" ? location.path : location.url.origin + location.url.pathname;
}

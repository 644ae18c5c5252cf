/**
 * Makes the one digest of all files of a model that are served: that of the file if there is one, else
 * that of what `sha256sum` prints of them, sorted by path.
 *
 * @param digests Lower-case hex SHA-256 of each file by its path.
 * @returns Lower-case hex SHA-256.
 */
export async function filesDigest(digests: ReadonlyMap<string, string>): Promise<string> {
  const entries = [...digests].sort(([one], [other]) => one < other ? -1 : 1);
  if (entries.length === 1) return entries[0]![1];
  const lines = entries.map(([path, sha256]) => `${sha256}  ${path}\n`).join("");
  return await sha256Of(new TextEncoder().encode(lines));
}

/**
 * Computes a SHA-256.
 *
 * @returns Lower-case hex.
 */
export async function sha256Of(bytes: Uint8Array<ArrayBuffer>): Promise<string> {
  return new Uint8Array(await crypto.subtle.digest("SHA-256", bytes)).toHex();
}

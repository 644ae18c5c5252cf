/**
 * Finds the token with which versions are promoted on the page: the one that was given, else the one that
 * an earlier stack made in the same folder, else a new one, which stays there.
 *
 * @param directory Folder of all that the stack keeps.
 * @param given Value of `UI_ADMIN_TOKEN`, if it is set.
 * @returns The token.
 */
export async function pageToken(directory: string, given: string | undefined): Promise<string> {
  if (given) return given;
  const path = `${directory}/page-token`;
  const kept = await Deno.readTextFile(path).catch((error) => {
    if (error instanceof Deno.errors.NotFound) return "";
    throw error;
  });
  // One that was cut off while it was written would keep the page from starting.
  if (/^[0-9a-f]{32}$/.test(kept)) return kept;
  const made = crypto.getRandomValues(new Uint8Array(16)).toHex();
  await Deno.writeTextFile(path, made, { mode: 0o600 });
  return made;
}

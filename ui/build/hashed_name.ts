/**
 * Gives a file a name that changes with its content, so that browsers may keep it for ever.
 *
 * @param name Its plain name, for example `style.css`.
 * @param bytes Its content.
 * @returns For example `style-3FA85F64.css`.
 */
export async function hashedName(name: string, bytes: Uint8Array): Promise<string> {
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes.slice()));
  const dot = name.lastIndexOf(".");
  return `${name.slice(0, dot)}-${digest.toHex().slice(0, 8).toUpperCase()}${name.slice(dot)}`;
}

/** A cookie that no script reads and no other site sends along with a write. */
export interface CookieOptions {
  /** Whether it is sent over TLS alone. */
  readonly isSecure: boolean;
  /** How long it lasts, in s; 0 takes it away. */
  readonly seconds: number;
}

/** Longer ones would not be kept by a browser. */
const MAX_LENGTH = 4096;

/**
 * Names a cookie. With the prefix a browser takes it over TLS alone and from this host alone, so that no
 * neighbour under the same domain plants one.
 */
function cookieName(name: string, isSecure: boolean): string {
  return isSecure ? `__Host-${name}` : name;
}

/**
 * Writes a `Set-Cookie` header.
 *
 * @param name The cookie.
 * @param value Its value, which must not need escaping.
 * @returns The header's value.
 * @throws {RangeError} If no browser would keep it.
 */
export function setCookie(
  name: string,
  value: string,
  { isSecure, seconds }: CookieOptions,
): string {
  const full = `${cookieName(name, isSecure)}=${value}`;
  if (full.length > MAX_LENGTH) throw new RangeError(`The cookie ${name} is too long`);
  // Lax: who comes back from the issuer brings it along.
  return `${full}; Path=/; HttpOnly; SameSite=Lax; Max-Age=${seconds}${isSecure ? "; Secure" : ""}`;
}

/**
 * Reads a cookie.
 *
 * @param header The `Cookie` header, or `null`.
 * @param name The cookie.
 * @returns Its value, or `null`.
 */
export function readCookie(
  header: string | null,
  name: string,
  isSecure: boolean,
): string | null {
  const start = `${cookieName(name, isSecure)}=`;
  const found = (header ?? "").split(/; */).find((part) => part.startsWith(start));
  return found?.slice(start.length) ?? null;
}

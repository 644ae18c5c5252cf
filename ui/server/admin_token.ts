import { createHash, timingSafeEqual } from "node:crypto";

/**
 * Tells whether a request carries the administrator's token.
 *
 * Both sides are hashed first, so that the comparison takes the same time whatever the lengths are
 * and wherever the first difference is.
 *
 * @param authorization The `Authorization` header, or `undefined` if there is none.
 * @param adminToken The token of the configuration.
 * @returns `true` only for `Bearer <token>` with the right token.
 */
export function isAdmin(authorization: string | undefined, adminToken: string): boolean {
  const given = /^Bearer (.+)$/i.exec(authorization ?? "")?.[1] ?? "";
  return timingSafeEqual(sha256(given), sha256(adminToken));
}

function sha256(text: string): Uint8Array {
  return createHash("sha256").update(text).digest();
}

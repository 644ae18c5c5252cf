/** How a registry wants to be asked again (RFC 9110, section 11.6.1). */
export interface Challenge {
  /** Scheme in lower case: `bearer`, `basic`. */
  readonly scheme: string;
  /** Its parameters, names in lower case. */
  readonly parameters: Readonly<Record<string, string>>;
}

/**
 * Reads a `WWW-Authenticate` header.
 *
 * @example What a public registry answers
 * ```ts
 * import { parseChallenge } from "@mlops/oci";
 * import { deepEqual } from "node:assert/strict";
 *
 * const header = 'Bearer realm="https://auth.example.com/token",service="registry.example.com"';
 * deepEqual(parseChallenge(header), {
 *   scheme: "bearer",
 *   parameters: { realm: "https://auth.example.com/token", service: "registry.example.com" },
 * });
 * ```
 *
 * @param header The header's value, with one challenge.
 * @returns The challenge, or `undefined` if it is none.
 */
export function parseChallenge(header: string): Challenge | undefined {
  const match = /^\s*([A-Za-z]+)(?:\s+(.*))?$/s.exec(header);
  if (match === null) return undefined;
  const parameters: Record<string, string> = {};
  for (
    const part of (match[2] ?? "").matchAll(/([\w-]+)\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^\s,]+))/g)
  ) {
    const [, name = "", quoted, bare = ""] = part;
    parameters[name.toLowerCase()] = quoted?.replace(/\\(.)/g, "$1") ?? bare;
  }
  return { scheme: match[1]!.toLowerCase(), parameters };
}

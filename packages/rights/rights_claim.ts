import { isRight, type Right } from "./right.ts";

/** Before a right where an issuer's roles are those of many programs, as `mlops:predict`. */
const PREFIX = "mlops:";

/**
 * Reads the rights that a claim holds: a list of words, or a text with spaces between them, as `scope`
 * has. `predict` and `mlops:predict` name the right; all other words are of no matter here.
 *
 * @param claims What a token says.
 * @param claim Name of the claim; dots lead into objects, as in Keycloak's `realm_access.roles`.
 * @returns The rights, none if the claim is missing or of another form.
 */
export function rightsIn(claims: Readonly<Record<string, unknown>>, claim: string): Set<Right> {
  const value = Object.hasOwn(claims, claim) ? claims[claim] : follow(claims, claim.split("."));
  const words = typeof value === "string" ? value.split(/ +/) : Array.isArray(value) ? value : [];
  const rights = words.filter((word) => typeof word === "string")
    .map((word) => word.startsWith(PREFIX) ? word.slice(PREFIX.length) : word)
    .filter(isRight);
  return new Set(rights);
}

function follow(value: unknown, [name, ...rest]: readonly string[]): unknown {
  if (name === undefined) return value;
  if (typeof value !== "object" || value === null || !Object.hasOwn(value, name)) return undefined;
  return follow((value as Readonly<Record<string, unknown>>)[name], rest);
}

import { rightsOfRoute } from "../http/route_rights.ts";
import { type Operation, problemResponses } from "./operation.ts";

/** Ways to send a key or a token, by their names in the document. */
export const SECURITY_SCHEMES = {
  bearer: {
    type: "http",
    scheme: "bearer",
    description: "An API key, or a token of the issuer.",
  },
  basic: {
    type: "http",
    scheme: "basic",
    description: "The same as a password, beside any user's name.",
  },
} as const;

/** A token cannot be judged while its issuer is away: 503. */
const REFUSALS = [401, 403, 429, 503];

/**
 * Tells of an operation which right it asks for.
 *
 * @param operation The operation, as it is where rights are off.
 * @returns The operation where they are on.
 */
export function guardedOperation(operation: Operation): Operation {
  const path = operation.path.replaceAll(/\{(\w+)\}/g, ":$1");
  const rights = rightsOfRoute({ method: operation.method.toUpperCase(), path });
  if (rights.length === 0) return { ...operation, security: [] };
  const needs = `Asks for the right ${rights.map((right) => `\`${right}\``).join(" or ")}.`;
  return {
    ...operation,
    description: [operation.description, needs].filter(Boolean).join(" "),
    security: Object.keys(SECURITY_SCHEMES).map((name) => ({ [name]: [] })),
    responses: { ...problemResponses(REFUSALS), ...operation.responses },
  };
}

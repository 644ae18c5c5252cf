/** A longer one is no key and no sensible token; what a server takes as a header may be longer. */
const MAX_LENGTH = 16_384;

/**
 * Finds the secret in an `Authorization` header: the token of `Bearer`, or the password of `Basic`,
 * which clients that know no tokens send (MLflow's `MLFLOW_TRACKING_PASSWORD`, browsers). The user's
 * name before a password is not looked at: keys have their own.
 *
 * @returns The secret, or `null` if there is none.
 */
export function secretOf(authorization: string): string | null {
  if (authorization.length > MAX_LENGTH) return null;
  const [, scheme = "", value = ""] = /^(\w+) +([\w.~+/=-]+) *$/.exec(authorization) ?? [];
  switch (scheme.toLowerCase()) {
    case "bearer":
      return value;
    case "basic":
      return passwordOf(value);
    default:
      return null;
  }
}

function passwordOf(base64: string): string | null {
  let text: string;
  try {
    text = atob(base64);
  } catch {
    return null;
  }
  const colon = text.indexOf(":");
  return colon === -1 || colon === text.length - 1 ? null : text.slice(colon + 1);
}

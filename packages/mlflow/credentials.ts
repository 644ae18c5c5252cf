import { MlflowError } from "./mlflow_error.ts";

/** What a tracking server asks for: a user's name and password (Basic), or a token (Bearer). */
export type Credentials =
  | { readonly username: string; readonly password: string }
  | { readonly token: string };

/**
 * Reads credentials under the names that MLflow's Python client uses: MLFLOW_TRACKING_USERNAME with
 * MLFLOW_TRACKING_PASSWORD, or else MLFLOW_TRACKING_TOKEN.
 *
 * @param env Looks up an environment variable.
 * @returns The credentials, or `undefined` if no variable is set.
 */
export function credentialsFrom(
  env: (name: string) => string | undefined,
): Credentials | undefined {
  const username = env("MLFLOW_TRACKING_USERNAME");
  const password = env("MLFLOW_TRACKING_PASSWORD");
  if (username && password) return { username, password };
  const token = env("MLFLOW_TRACKING_TOKEN");
  return token ? { token } : undefined;
}

/**
 * Makes the `Authorization` header of a request.
 *
 * RFC 7617 (Basic, UTF-8) and RFC 6750 (Bearer).
 *
 * @param credentials What the server asks for.
 * @returns The header's value.
 * @throws {MlflowError} If the token holds characters that no header can carry.
 */
export function authorizationHeader(credentials: Credentials): string {
  if ("token" in credentials) {
    if (!/^[\x21-\x7e]+$/.test(credentials.token)) {
      throw new MlflowError(
        0,
        "INVALID_CREDENTIALS",
        "the token must be printable ASCII without spaces",
      );
    }
    return `Bearer ${credentials.token}`;
  }
  const bytes = new TextEncoder().encode(`${credentials.username}:${credentials.password}`);
  return `Basic ${bytes.toBase64()}`;
}

/**
 * Parts a tracking URI from the credentials inside it, so that it may be shown.
 *
 * @param trackingUri Address of the server, perhaps `https://user:password@host/`.
 * @returns The address without them and without a final slash, and the credentials, if any.
 * @throws {TypeError} If it is no http(s) address.
 */
export function splitTrackingUri(
  trackingUri: URL,
): { baseUrl: string; credentials: Credentials | undefined } {
  if (trackingUri.protocol !== "http:" && trackingUri.protocol !== "https:") {
    throw new TypeError(
      `Cannot use tracking URI as it must start with http:// or https://: starts with "${trackingUri.protocol}"`,
    );
  }
  const baseUrl = `${trackingUri.origin}${trackingUri.pathname.replace(/\/+$/, "")}`;
  if (trackingUri.username === "") return { baseUrl, credentials: undefined };
  return {
    baseUrl,
    credentials: {
      username: decodeURIComponent(trackingUri.username),
      password: decodeURIComponent(trackingUri.password),
    },
  };
}

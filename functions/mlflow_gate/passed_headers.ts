/** Headers of one connection, RFC 9110 section 7.6.1, and what MLflow must not learn or believe. */
const NOT_PASSED = new Set(
  [
    "connection",
    "keep-alive",
    "proxy-connection",
    "te",
    "trailer",
    "transfer-encoding",
    "upgrade",
    "authorization",
    "proxy-authorization",
    "host",
    "content-length",
    "accept-encoding",
    "forwarded",
    "x-forwarded-for",
    "x-forwarded-host",
    "x-forwarded-proto",
    "x-forwarded-prefix",
  ],
);

/**
 * Chooses which headers of a request MLflow gets.
 *
 * @returns The headers; it compresses nothing, which would have to be packed again.
 */
export function requestHeaders(asked: Headers): Headers {
  const headers = new Headers([...asked].filter(([name]) => !NOT_PASSED.has(name)));
  headers.set("accept-encoding", "identity");
  return headers;
}

/**
 * Chooses which headers of MLflow's answer its client gets.
 *
 * @param mlflowUrl Where MLflow listens: what leads there leads to the gate.
 * @returns The headers.
 */
export function answerHeaders(answered: Headers, mlflowUrl: URL): Headers {
  const headers = new Headers(
    [...answered].filter(([name]) => !NOT_PASSED.has(name) || name === "content-length"),
  );
  const location = headers.get("location");
  if (location?.startsWith(mlflowUrl.origin)) {
    headers.set("location", location.slice(mlflowUrl.origin.length) || "/");
  }
  return headers;
}

import type { MiddlewareHandler } from "hono";

/**
 * What a page may do: only what comes from its own host, no inline script and no inline style.
 * `blob:` is not needed, as a CSV is saved by a link with `download`.
 */
export const PAGE_POLICY = [
  "default-src 'none'",
  // The scorer is WebAssembly that is made for the forest; this allows no other text to become code.
  "script-src 'self' 'wasm-unsafe-eval'",
  "style-src 'self'",
  "img-src 'self'",
  "font-src 'self'",
  "connect-src 'self'",
  "manifest-src 'self'",
  "worker-src 'self'",
  "base-uri 'none'",
  "form-action 'self'",
  "frame-ancestors 'none'",
].join("; ");

/** What an answer that only passes through may do if somebody opens it as a page: nothing. */
export const DATA_POLICY = "default-src 'none'; sandbox; frame-ancestors 'none'";

/** RFC 6797: for a year the browser asks by https alone, whatever a link says. */
const HSTS = "max-age=31536000";

/** An Ingress with TLS says so; without one a browser would not heed the header anyway. */
function isBehindTls(headers: Headers): boolean {
  return headers.get("x-forwarded-proto") === "https";
}

/**
 * Adds the headers that keep a browser from doing more than it should.
 *
 * @param policy The Content-Security-Policy.
 * @returns A middleware; the policy replaces one that the answer already carries.
 */
export function securityHeaders(policy: string): MiddlewareHandler {
  return async (context, next) => {
    await next();
    const headers = context.res.headers;
    headers.set("content-security-policy", policy);
    headers.set("x-content-type-options", "nosniff");
    headers.set("referrer-policy", "no-referrer");
    headers.set("cross-origin-resource-policy", "same-origin");
    headers.set("permissions-policy", "camera=(), microphone=(), geolocation=()");
    if (isBehindTls(context.req.raw.headers)) headers.set("strict-transport-security", HSTS);
  };
}

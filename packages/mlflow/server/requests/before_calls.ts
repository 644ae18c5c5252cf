/**
 * What happens to every request before it is answered, and to every answer after.
 *
 * @module
 */
import { addressOf, type Gate, type Identity } from "@mlops/rights";
import { requireContentType, type SiteGuard } from "@mlops/site_guard";
import type { Context, MiddlewareHandler, Next } from "hono";
import { rightOfRequest } from "../../right_of_request.ts";

/** Who sends a request, where rights are on. */
export type Askers = WeakMap<Request, Identity>;

/** Lets no browser take an answer for anything else; an artifact opened by itself acts as no page. */
export async function hardenAnswers(context: Context, next: Next): Promise<void> {
  await next();
  context.header("x-content-type-options", "nosniff");
  if (!context.res.headers.has("content-security-policy")) {
    context.header("content-security-policy", "default-src 'none'; sandbox");
  }
}

/**
 * Refuses what other sites send.
 *
 * @param guard Knows the server's own names.
 * @returns The middleware.
 */
export function refuseSites(guard: SiteGuard): MiddlewareHandler {
  return async ({ req: { raw } }, next) => {
    const refusal = guard.refuse(raw) ?? requireContentType(raw);
    if (refusal === null) return await next();
    const { status, detail } = refusal;
    const headers = { "connection": "close" };
    return Response.json({ "error_code": "PERMISSION_DENIED", message: detail }, {
      status,
      headers,
    });
  };
}

/**
 * Lets in whoever has the right to what is asked.
 *
 * @param gate Knows who asks; `null`: everyone may do everything.
 * @param askers Takes who it is.
 * @returns The middleware; it throws what the gate throws.
 */
export function admit(gate: Gate | null, askers: Askers): MiddlewareHandler {
  return async ({ req: { raw }, env }, next) => {
    const right = rightOfRequest(raw.method, new URL(raw.url).pathname);
    if (right !== null) {
      const identity = await gate?.admit(raw, [right], { address: addressOf(env) }) ?? null;
      if (identity !== null) askers.set(raw, identity);
    }
    await next();
  };
}

/**
 * Keeps pages of other sites from a server that a visitor's browser reaches: names that lead to it by
 * DNS rebinding, and posts that a form elsewhere sends in the visitor's name. Pure: settings come in, a
 * request comes in, a refusal or `null` comes out; each server answers it in its own form.
 *
 * @example What a server does first
 * ```ts
 * import { SiteGuard } from "@mlops/site_guard";
 * import { equal } from "node:assert/strict";
 *
 * const guard = new SiteGuard({ names: ["predict.example.org"], serviceName: null });
 * const ask = (url: string, init?: RequestInit) => guard.refuse(new Request(url, init));
 *
 * equal(ask("http://localhost:8000/predict"), null);
 * equal(ask("https://predict.example.org/predict"), null);
 * equal(ask("http://evil.example/predict")?.status, 421);
 * ```
 *
 * @module
 */
export {
  type AllowedHosts,
  type HostVariable,
  isAllowedHost,
  readAllowedHosts,
} from "./allowed_hosts.ts";
export { requireContentType, SiteGuard, type SiteRefusal } from "./site_guard.ts";

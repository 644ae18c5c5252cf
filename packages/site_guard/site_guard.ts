import { type AllowedHosts, isAllowedHost, isNamed } from "./allowed_hosts.ts";

/** Why a request is not answered. */
export interface SiteRefusal {
  /** HTTP status: 421 for a name that is not the server's, 403 for another site, 415 for no type. */
  readonly status: 403 | 415 | 421;
  /** What must be how, and how it is. */
  readonly detail: string;
}

/** Methods that change nothing. */
const SAFE = new Set(["GET", "HEAD", "OPTIONS"]);

/** Names that were allowed are remembered, this many of them: they are asked for with every request. */
const MAX_REMEMBERED = 64;

/** A name in a sentence need not be longer. */
const MAX_SHOWN = 100;

/** Refuses what pages of other sites send. */
export class SiteGuard {
  readonly #allowed: AllowedHosts;
  readonly #remembered = new Set<string>();

  /**
   * Makes a guard.
   *
   * @param allowed Names under which the server may be asked.
   */
  constructor(allowed: AllowedHosts) {
    this.#allowed = allowed;
  }

  /**
   * Decides whether a request may be answered: its name must be the server's, and what is no reading must
   * not come from a page of another site.
   *
   * @param request The request, as `Deno.serve` hands it over: its address holds the `Host` as it came.
   * @returns Why not, or `null`.
   */
  refuse(request: Request): SiteRefusal | null {
    const { url, method } = request;
    const start = url.indexOf("//") + 2;
    const end = url.indexOf("/", start);
    const authority = url.slice(start, end < 0 ? url.length : end);
    if (!this.#isAllowed(authority)) return misdirected(authority);
    return SAFE.has(method) ? null : this.#refuseForeign(request.headers, authority);
  }

  #isAllowed(authority: string): boolean {
    if (this.#remembered.has(authority)) return true;
    if (!isAllowedHost(authority, this.#allowed)) return false;
    if (this.#remembered.size < MAX_REMEMBERED) this.#remembered.add(authority);
    return true;
  }

  /** Programs send neither header; browsers send the first to https and to this machine, the second always. */
  #refuseForeign(headers: Headers, authority: string): SiteRefusal | null {
    const site = headers.get("sec-fetch-site");
    if (site === "same-origin" || site === "none") return null;
    const origin = headers.get("origin");
    if (site === null) {
      if (origin === null) return null;
      const url = URL.parse(origin);
      if (url?.host === authority.toLowerCase() || this.#isBeforeProxy(url, authority)) return null;
    }
    const from = origin ?? `a ${site} page`;
    return {
      status: 403,
      detail: `The request must come from a page of this server: comes from ${shown(from)}`,
    };
  }

  /** A proxy that changes `Host` hides the name that people see, which the settings then tell. */
  #isBeforeProxy(origin: URL | null, authority: string): boolean {
    if (origin === null || !/^https?:$/.test(origin.protocol)) return false;
    const host = authority.toLowerCase().replace(/:\d*$/, "");
    return host !== origin.hostname &&
      this.#allowed.names.some((name) => name !== "*" && isNamed(origin.hostname, name));
  }
}

/**
 * Requires a content type of what has a body: a page elsewhere may send one without, and without asking.
 *
 * @returns Why the request is refused, or `null`.
 */
export function requireContentType({ method, headers }: Request): SiteRefusal | null {
  if (SAFE.has(method) || headers.get("content-type") !== null) return null;
  const length = headers.get("content-length");
  if ((length === null || length === "0") && headers.get("transfer-encoding") === null) return null;
  return { status: 415, detail: "The request must have a content type: has none" };
}

function misdirected(authority: string): SiteRefusal {
  const host = shown(authority);
  return {
    status: 421,
    detail: `The host must be one that this server is known by: is ${host}; ` +
      "ALLOWED_HOSTS names further ones",
  };
}

function shown(text: string): string {
  return `"${text.slice(0, MAX_SHOWN).replace(/[^\x20-\x7e]/g, "?")}"`;
}

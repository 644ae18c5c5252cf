import { ifNoneMatch } from "@std/http/etag";
import { type Context, Hono } from "hono";
import { NAVIGATION } from "../components/navigation.ts";
import type { Language } from "../texts/language.ts";
import { chooseEncoding, chooseLanguage, isLanguage } from "./negotiation.ts";
import { PAGE_POLICY, securityHeaders } from "./security_headers.ts";
import type { Site, SiteFile } from "./site.ts";

const MANIFEST = "/site.webmanifest";

/** A choice of language is kept for a year. */
const LANGUAGE_COOKIE = "Path=/; Max-Age=31536000; SameSite=Lax";

/**
 * Serves the built site: pages in the reader's language, and the files that they name.
 *
 * `?lang=en` on any page stores the choice and leads back to the same address without it, so that
 * the switch is an ordinary link that works without a script.
 *
 * @param site The built site.
 * @param pages Folder of the pages in it, of those in the words of different tasks.
 * @returns The routes.
 */
export function siteRoutes(site: Site, pages: string): Hono {
  const routes = new Hono();
  routes.use(securityHeaders(PAGE_POLICY));
  for (const { path, file: name } of NAVIGATION) {
    routes.get(path, (context) => {
      const chosen = context.req.query("lang");
      if (isLanguage(chosen)) return switchLanguage(context, chosen);
      const language = chooseLanguage(
        context.req.header("cookie"),
        context.req.header("accept-language"),
      );
      const file = site.get(`${pages}/${language}/${name}.html`);
      if (file === undefined) return context.notFound();
      return serve(context, file, {
        "content-language": language,
        vary: "accept-encoding, accept-language, cookie",
      });
    });
  }
  routes.get("*", (context) => {
    const { path } = context.req;
    const file = path === MANIFEST ? site.get(`${pages}${MANIFEST}`) : site.get(path);
    if (file === undefined || path.startsWith("/pages/")) return notFound(context, site, pages);
    return serve(context, file, { vary: "accept-encoding" });
  });
  return routes;
}

function switchLanguage(context: Context, language: Language): Response {
  const target = new URL(context.req.url);
  target.searchParams.delete("lang");
  context.header("set-cookie", `lang=${language}; ${LANGUAGE_COOKIE}`);
  context.header("cache-control", "no-store");
  // A path that starts with two slashes would name another host.
  return context.redirect(`${target.pathname.replace(/^\/+/, "/")}${target.search}`, 303);
}

function notFound(context: Context, site: Site, pages: string): Response {
  const language = chooseLanguage(
    context.req.header("cookie"),
    context.req.header("accept-language"),
  );
  const page = site.get(`${pages}/${language}/not-found.html`);
  if (page === undefined) return context.text("Not found", 404);
  return context.body(page.bytes, 404, { "content-type": page.type, "cache-control": "no-cache" });
}

function serve(
  context: Context,
  file: SiteFile,
  headers: Readonly<Record<string, string>>,
): Response {
  const encoding = chooseEncoding(context.req.header("accept-encoding"));
  const encoded = encoding === null ? undefined : file.encoded[encoding];
  const etag = `"${file.etag}${encoded === undefined ? "" : `-${encoding}`}"`;
  const shared = {
    ...headers,
    etag,
    // "no-cache" keeps a copy and asks each time whether it is still the one.
    "cache-control": file.isImmutable ? "public, max-age=31536000, immutable" : "no-cache",
  };
  if (!ifNoneMatch(context.req.header("if-none-match") ?? null, etag)) {
    return context.body(null, 304, shared);
  }
  return context.body(encoded ?? file.bytes, 200, {
    ...shared,
    "content-type": file.type,
    ...(encoded === undefined ? {} : { "content-encoding": `${encoding}` }),
  });
}

import { equal, notEqual } from "node:assert/strict";
import { brotliDecompressSync } from "node:zlib";
import { REFERENCE_TASK } from "@mlops/tasks";
import { renderPage } from "../build/render_page.tsx";
import { webManifest } from "../build/web_manifest.ts";
import { ROUTES } from "../routes/pages.tsx";
import { LANGUAGES } from "../texts/language.ts";
import { SITE_NAME } from "../texts/site_name.ts";
import { nameSite } from "./name_site.ts";
import type { SiteFile } from "./site.ts";

const ASSETS = { style: "/s.css", font: "/f.woff2", script: "/a.js", modules: [] };

function fileOf(text: string): SiteFile {
  const bytes = new TextEncoder().encode(text);
  return { type: "", etag: "built", isImmutable: false, bytes, encoded: { br: bytes } };
}

const textOf = (file: SiteFile | undefined) => new TextDecoder().decode(file?.bytes);

Deno.test("nameSite() gives every page one name, in its title and in its header", async () => {
  const pages = ROUTES.flatMap((route) =>
    LANGUAGES.map((language) =>
      [
        `/pages/any/${language}/${route.file}.html`,
        fileOf(renderPage(route, language, ASSETS, null)),
      ] as const
    )
  );
  const site = await nameSite(new Map(pages), "penguins-species-model");
  for (const [path] of pages) {
    const html = textOf(site.get(path));
    equal(html.match(/penguins-species-model/g)?.length, 2, path);
    equal(html.includes(SITE_NAME), false, path);
  }
});

Deno.test("nameSite() writes any name as text, and compresses what it wrote", async () => {
  const name = `a "b" <c> & $&`;
  const any = fileOf(`<title>${SITE_NAME}</title>`);
  const asset = fileOf("body {}");
  const site = await nameSite(
    new Map([["/any.html", any], ["/m.webmanifest", fileOf(webManifest(null))], ["/s.css", asset]]),
    name,
  );
  equal(textOf(site.get("/any.html")), "<title>a &#34;b&#34; &#60;c&#62; &#38; $&#38;</title>");
  equal(JSON.parse(textOf(site.get("/m.webmanifest"))).name, name);
  equal(site.get("/s.css"), asset);
  const { encoded: { br, gzip }, etag } = site.get("/any.html")!;
  equal(brotliDecompressSync(br!).toString(), textOf(site.get("/any.html")));
  notEqual(etag, any.etag);
  const unpacked = new Blob([gzip!]).stream().pipeThrough(new DecompressionStream("gzip"));
  equal(await new Response(unpacked).text(), textOf(site.get("/any.html")));
});

Deno.test("a known task has its name from the build", () => {
  for (const route of ROUTES) {
    equal(renderPage(route, "fr", ASSETS, REFERENCE_TASK).includes(SITE_NAME), false);
  }
});

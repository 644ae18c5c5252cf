/**
 * Builds the page: renders every route in every language, bundles the islands, gives each file a
 * name that changes with its content, and compresses what compresses. Prints the size of what a
 * reader downloads.
 *
 * Usage: deno task build:ui
 *
 * @module
 */
import { TASKS } from "@mlops/tasks";
import { format } from "@std/fmt/bytes";
import { bundle } from "@mlops/bundle";
import { bundleIslands, type PageScripts } from "./build/bundle_islands.ts";
import { compressedSize, writeCompressed } from "./build/compress.ts";
import { hashedName } from "./build/hashed_name.ts";
import { exampleCsv } from "./build/example_csv.ts";
import { renderPage } from "./build/render_page.tsx";
import { buildServiceWorker } from "./build/service_worker.ts";
import { buildStyle } from "./build/style.ts";
import { webManifest } from "./build/web_manifest.ts";
import { pagesFolder } from "./server/pages_folder.ts";
import { ROUTES } from "./routes/pages.tsx";
import { LANGUAGES } from "./texts/language.ts";

const UI = new URL("./", import.meta.url);
const FONT = new URL(
  "../node_modules/@fontsource-variable/figtree/files/figtree-latin-wght-normal.woff2",
  UI,
);

/** Front page script that a reader may have to download, in compressed bytes. */
const SCRIPT_LIMIT_BYTES = 60_000;

/** What a build made. */
export interface BuildReport {
  /** Compressed bytes of script by page, in the default language. */
  readonly scriptBytes: Readonly<Record<string, number>>;
  /** Compressed bytes of the style sheet. */
  readonly styleBytes: number;
  /** How long it took, in ms. */
  readonly elapsedMs: number;
}

/**
 * Builds the site and the server's bundle.
 *
 * @param options `output` is the folder that is thrown away and written anew, with a final slash
 * (default: `ui/dist/`).
 * @returns Sizes and time.
 * @throws {RangeError} If the front page's script is larger than {@linkcode SCRIPT_LIMIT_BYTES}.
 */
export async function buildUi(options: { output?: URL } = {}): Promise<BuildReport> {
  const started = performance.now();
  const output = options.output ?? new URL("dist/", UI);
  // Made beside the old one and then put in its place: a build that fails leaves it as it was.
  const workshop = new URL(`../.building-${crypto.randomUUID()}/`, output);
  const site = new URL("site/", workshop);
  await Deno.mkdir(new URL("assets/", site), { recursive: true });
  try {
    const report = await build(workshop, site);
    await replaceFolder(output, workshop);
    return { ...report, elapsedMs: performance.now() - started };
  } finally {
    await Deno.remove(workshop, { recursive: true }).catch(ignoreMissing);
  }
}

/** Puts a new folder in the place of an old one, beside which another build may be doing the same. */
async function replaceFolder(old: URL, fresh: URL): Promise<void> {
  const attic = new URL(`../.building-${crypto.randomUUID()}/`, old);
  for (let tries = 1;; tries++) {
    try {
      await Deno.rename(old, attic).catch(ignoreMissing);
      await Deno.rename(fresh, old);
      break;
    } catch (error) {
      if (tries === 5) throw error;
    }
  }
  await Deno.remove(attic, { recursive: true }).catch(ignoreMissing);
}

async function build(workshop: URL, site: URL): Promise<Omit<BuildReport, "elapsedMs">> {
  const font = await writeAsset(site, "figtree.woff2", await Deno.readFile(FONT));
  const style = await buildStyle(new URL("static/css/", UI), font);
  const styleFile = await writeAsset(site, "style.css", new TextEncoder().encode(style));
  const scripts = await bundleIslands(site, ROUTES);
  for (const task of [...TASKS, null]) {
    for (const language of LANGUAGES) {
      const folder = new URL(`.${pagesFolder(task)}/${language}/`, site);
      await Deno.mkdir(folder, { recursive: true });
      for (const route of ROUTES) {
        const { entry, modules } = scriptsOf(scripts, route.name, language);
        const assets = { style: styleFile, font, script: entry, modules };
        const html = renderPage(route, language, assets, task);
        await Deno.writeTextFile(new URL(`${route.file}.html`, folder), html);
      }
    }
    const manifest = new URL(`.${pagesFolder(task)}/site.webmanifest`, site);
    await Deno.writeTextFile(manifest, webManifest(task));
  }
  await Deno.copyFile(new URL("static/icon.svg", UI), new URL("icon.svg", site));
  await Deno.writeTextFile(new URL("example.csv", site), exampleCsv());
  await buildServiceWorker(new URL("static/service_worker.ts", UI), site);
  await writeCompressed(site);
  await bundle([new URL("main.ts", UI)], { platform: "deno", into: workshop });

  const report = {
    scriptBytes: Object.fromEntries(
      await Promise.all(ROUTES.map(async ({ name }) => {
        const { entry, modules } = scriptsOf(scripts, name, LANGUAGES[0]);
        const files = entry === null ? [] : [entry, ...modules];
        return [name, await compressedSize(site, files)] as const;
      })),
    ),
    styleBytes: await compressedSize(site, [styleFile]),
  };
  const front = report.scriptBytes["predict"] ?? 0;
  if (front > SCRIPT_LIMIT_BYTES) {
    throw new RangeError(
      `Cannot ship the front page as its script must be at most ${SCRIPT_LIMIT_BYTES} bytes compressed: has ${front}`,
    );
  }
  return report;
}

function scriptsOf(scripts: ReadonlyMap<string, PageScripts>, page: string, language: string) {
  return scripts.get(`${page}.${language}`) ?? { entry: null, modules: [] };
}

async function writeAsset(site: URL, name: string, bytes: Uint8Array): Promise<string> {
  const path = `/assets/${await hashedName(name, bytes)}`;
  await Deno.writeFile(new URL(`.${path}`, site), bytes);
  return path;
}

function ignoreMissing(error: unknown): void {
  if (!(error instanceof Deno.errors.NotFound)) throw error;
}

if (import.meta.main) {
  const { scriptBytes, styleBytes, elapsedMs } = await buildUi();
  // deno-lint-ignore no-console -- a command prints its result
  console.log([
    `Built ui/dist in ${(elapsedMs / 1000).toFixed(1)} s`,
    ...Object.entries(scriptBytes).map(([page, bytes]) =>
      `  script of ${page}: ${format(bytes)} compressed`
    ),
    `  style: ${format(styleBytes)} compressed`,
  ].join("\n"));
}

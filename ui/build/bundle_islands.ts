import { basename } from "@std/path";
import type { Route } from "../routes/pages.tsx";
import { LANGUAGES } from "../texts/language.ts";
import { bundle } from "@mlops/bundle";
import { hashedName } from "./hashed_name.ts";
import { islandNames } from "./render_page.tsx";

const UI = new URL("../", import.meta.url);

/** The script of one page in one language. */
export interface PageScripts {
  /** Address of its entry, or `null` for a page without islands. */
  readonly entry: string | null;
  /** Addresses of the modules that the entry imports, directly or not. */
  readonly modules: readonly string[];
}

/**
 * Bundles the islands of every page, in every language: an entry carries the texts of one language,
 * and pages share what they have in common.
 *
 * @param site Folder of the site, with a final slash.
 * @param routes The pages.
 * @returns Scripts by `<page>.<language>`.
 */
export async function bundleIslands(
  site: URL,
  routes: readonly Route[],
): Promise<Map<string, PageScripts>> {
  const folder = new URL(`.building-entries-${crypto.randomUUID()}/`, UI);
  await Deno.mkdir(folder);
  try {
    const entries: URL[] = [];
    for (const route of routes) {
      const islands = islandNames(route);
      if (islands.length === 0) continue;
      for (const language of LANGUAGES) {
        const entry = new URL(`${route.name}.${language}.ts`, folder);
        await Deno.writeTextFile(entry, entrySource(islands, language));
        entries.push(entry);
      }
    }
    await bundle(entries, {
      platform: "browser",
      into: new URL("assets/", site),
      isSplit: true,
    });
    return await nameEntries(site, entries);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

function entrySource(islands: readonly string[], language: string): string {
  return [
    ...islands.map((name) => `import { ${name} } from "../islands/${name}.tsx";`),
    `import { ${language} } from "../texts/${language}.ts";`,
    `import { hydrateIslands } from "../islands/hydrate_islands.tsx";`,
    `hydrateIslands({ ${islands.join(", ")} }, ${language});`,
  ].join("\n");
}

/** The bundler hashes shared chunks but not entries, whose names this does. */
async function nameEntries(
  site: URL,
  entries: readonly URL[],
): Promise<Map<string, PageScripts>> {
  const scripts = new Map<string, PageScripts>();
  for (const entry of entries) {
    const name = basename(entry.pathname, ".ts");
    const plain = new URL(`assets/${name}.js`, site);
    const bytes = await Deno.readFile(plain);
    const path = `/assets/${await hashedName(`${name}.js`, bytes)}`;
    await Deno.rename(plain, new URL(`.${path}`, site));
    scripts.set(name, { entry: path, modules: await importsOf(site, path) });
  }
  return scripts;
}

/** Follows static imports only: what is imported on demand is not part of the page's first load. */
async function importsOf(site: URL, path: string): Promise<string[]> {
  const found = new Set<string>();
  const queue = [path];
  for (let next = queue.pop(); next !== undefined; next = queue.pop()) {
    const source = await Deno.readTextFile(new URL(`.${next}`, site));
    for (const [, name] of source.matchAll(/(?:from|import)"\.\/([\w.-]+\.js)"/g)) {
      const module = `/assets/${name}`;
      if (!found.has(module)) queue.push(module);
      found.add(module);
    }
  }
  return [...found].sort();
}

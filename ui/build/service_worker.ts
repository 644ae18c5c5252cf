import { NAVIGATION } from "../components/navigation.ts";
import { bundle } from "@mlops/bundle";
import { hashedName } from "./hashed_name.ts";

/**
 * Bundles the service worker and tells it which files make up the site, so that a new build
 * replaces the old one as a whole.
 *
 * @param source The worker's module.
 * @param site Folder of the site, with a final slash, with every other file in it.
 */
export async function buildServiceWorker(source: URL, site: URL): Promise<void> {
  await bundle([source], { platform: "browser", into: site, isSplit: true });
  const assets: string[] = [];
  for await (const { name } of Deno.readDir(new URL("assets/", site))) {
    assets.push(`/assets/${name}`);
  }
  const files = ["/icon.svg", "/site.webmanifest", ...assets.sort()];
  const built = new URL("service_worker.js", site);
  const script = await Deno.readTextFile(built);
  const list = new TextEncoder().encode(files.join());
  const pages = NAVIGATION.map(({ path }) => path);
  const version = await hashedName("site.cache", list);
  await Deno.writeTextFile(
    new URL("service-worker.js", site),
    `const BUILD=${JSON.stringify({ version, files, pages })};${script}`,
  );
  await Deno.remove(built);
}

import { brotliCompressSync, constants, gzipSync } from "node:zlib";

/** Files that compress; pictures and typefaces are compressed already. */
const COMPRESSIBLE = /\.(html|js|css|svg|csv|webmanifest)$/;

/**
 * Writes a brotli and a gzip form beside each file that gets smaller by it.
 *
 * @param site Folder of the site, with a final slash.
 */
export async function writeCompressed(site: URL): Promise<void> {
  for await (const file of filesBelow(site)) {
    if (!COMPRESSIBLE.test(file.pathname)) continue;
    const bytes = await Deno.readFile(file);
    const forms = { br: brotli(bytes), gz: gzipSync(bytes, { level: 9 }) };
    for (const [ending, form] of Object.entries(forms)) {
      if (form.length < bytes.length) await Deno.writeFile(new URL(`${file}.${ending}`), form);
    }
  }
}

/**
 * Measures what a reader downloads, with gzip: browsers take brotli over https only.
 *
 * @param site Folder of the site, with a final slash.
 * @param paths Addresses of files.
 * @returns Their sizes together, in bytes.
 */
export async function compressedSize(site: URL, paths: readonly string[]): Promise<number> {
  let total = 0;
  for (const path of paths) {
    total += (await Deno.stat(new URL(`.${path}.gz`, site))).size;
  }
  return total;
}

function brotli(bytes: Uint8Array): Uint8Array {
  return brotliCompressSync(bytes, {
    params: {
      [constants.BROTLI_PARAM_QUALITY]: 11,
      [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length,
    },
  });
}

async function* filesBelow(folder: URL): AsyncGenerator<URL> {
  for await (const entry of Deno.readDir(folder)) {
    if (entry.isDirectory) yield* filesBelow(new URL(`${entry.name}/`, folder));
    else yield new URL(entry.name, folder);
  }
}

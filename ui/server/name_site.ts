import { brotliCompressSync, constants, gzipSync } from "node:zlib";
import { SITE_NAME } from "../texts/site_name.ts";
import { digest, type Site, type SiteFile } from "./site.ts";

/**
 * Writes the name of the site into its pages, which are built for any table.
 *
 * @param site The built site.
 * @param name The name.
 * @returns The site with its named pages, compressed anew; the other files are the same.
 */
export async function nameSite(site: Site, name: string): Promise<Site> {
  const named = await Promise.all([...site].map(async ([path, file]) => {
    const write = WRITERS[path.slice(path.lastIndexOf(".") + 1)];
    if (write === undefined) return [path, file] as const;
    const text = new TextDecoder().decode(file.bytes);
    if (!text.includes(SITE_NAME)) return [path, file] as const;
    return [path, await withBytes(file, text.replaceAll(SITE_NAME, () => write(name)))] as const;
  }));
  return new Map(named);
}

/** The build takes its time; here a server waits to start. */
const QUICKLY = { params: { [constants.BROTLI_PARAM_QUALITY]: 6 } };

/** How a name is written within a file, by the ending of its path. */
const WRITERS: Readonly<Record<string, (name: string) => string>> = {
  html: (name) => name.replaceAll(/[&<>"']/g, (letter) => `&#${letter.charCodeAt(0)};`),
  webmanifest: (name) => JSON.stringify(name).slice(1, -1),
};

async function withBytes(file: SiteFile, text: string): Promise<SiteFile> {
  const bytes = new TextEncoder().encode(text);
  const encoded = {
    br: new Uint8Array(brotliCompressSync(bytes, QUICKLY)),
    gzip: new Uint8Array(gzipSync(bytes)),
  };
  return { ...file, bytes, etag: await digest(bytes), encoded };
}

import { type Encoding, ENCODINGS } from "./negotiation.ts";

/** One file of the built site, in memory with its compressed forms. */
export interface SiteFile {
  /** `Content-Type`. */
  readonly type: string;
  /** Strong validator without quotes: the start of the sha256 of the bytes. */
  readonly etag: string;
  /** Whether its name changes with its content, so that a browser may keep it for ever. */
  readonly isImmutable: boolean;
  /** The bytes as they are. */
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** The compressed forms that exist and are smaller. */
  readonly encoded: Readonly<Partial<Record<Encoding, Uint8Array<ArrayBuffer>>>>;
}

/** The built site, by path: `/assets/app-1A2B3C4D.css`, `/fr/index.html`. */
export type Site = ReadonlyMap<string, SiteFile>;

const TYPES: Readonly<Record<string, string>> = {
  html: "text/html; charset=utf-8",
  js: "text/javascript; charset=utf-8",
  css: "text/css; charset=utf-8",
  svg: "image/svg+xml",
  png: "image/png",
  csv: "text/csv; charset=utf-8",
  woff2: "font/woff2",
  webmanifest: "application/manifest+json",
};

/** Ending of a compressed form's file name. */
const ENDINGS: Readonly<Record<Encoding, string>> = { br: ".br", gzip: ".gz" };

/**
 * Reads a built site into memory. It is a few hundred kilobytes, and no request touches the disk.
 *
 * @param folder Where `deno task build:ui` wrote it.
 * @returns The site.
 * @throws {Deno.errors.NotFound} If nothing has been built yet.
 */
export async function readSite(folder: URL): Promise<Site> {
  const paths = await Array.fromAsync(filesBelow(folder, "/"));
  const originals = paths.filter((path) => !/\.(br|gz)$/.test(path));
  const files = await Promise.all(originals.map(async (path) => {
    const bytes = await Deno.readFile(new URL(`.${path}`, folder));
    const encoded: Partial<Record<Encoding, Uint8Array<ArrayBuffer>>> = {};
    for (const encoding of ENCODINGS) {
      const compressed = `${path}${ENDINGS[encoding]}`;
      if (paths.includes(compressed)) {
        encoded[encoding] = await Deno.readFile(new URL(`.${compressed}`, folder));
      }
    }
    const file: SiteFile = {
      type: TYPES[path.slice(path.lastIndexOf(".") + 1)] ?? "application/octet-stream",
      etag: await digest(bytes),
      isImmutable: path.startsWith("/assets/"),
      bytes,
      encoded,
    };
    return [path, file] as const;
  }));
  return new Map(files);
}

async function* filesBelow(folder: URL, path: string): AsyncGenerator<string> {
  for await (const entry of Deno.readDir(new URL(`.${path}`, folder))) {
    if (entry.isDirectory) yield* filesBelow(folder, `${path}${entry.name}/`);
    else yield `${path}${entry.name}`;
  }
}

/** The start of the sha256 of some bytes. */
export async function digest(bytes: Uint8Array<ArrayBuffer>): Promise<string> {
  return new Uint8Array(await crypto.subtle.digest("SHA-256", bytes)).toHex().slice(0, 16);
}

import { type BodyBounds, requireLength, whenTaken } from "@mlops/closing";
import { basename } from "@std/path";
import type { Context, Hono } from "hono";
import type { ArtifactStore, StoredArtifact } from "./artifact_store.ts";
import { unlessEmpty } from "../requests/call.ts";
import { decodings } from "../requests/decodings.ts";
import { invalidParameter } from "../requests/refused_request.ts";

const MEDIA_TYPES: Readonly<Record<string, string>> = {
  csv: "text/csv; charset=utf-8",
  html: "text/plain; charset=utf-8",
  jpeg: "image/jpeg",
  jpg: "image/jpeg",
  json: "application/json",
  mlmodel: "text/plain; charset=utf-8",
  png: "image/png",
  svg: "image/svg+xml",
  txt: "text/plain; charset=utf-8",
  yaml: "text/plain; charset=utf-8",
};

/**
 * Adds the artifact proxy to an application.
 *
 * @param app The application.
 * @param options `prefix` of the paths, e.g. `/api/2.0`, and the bounds of an artifact that arrives.
 */
export function addArtifactRoutes(
  app: Hono,
  artifacts: ArtifactStore,
  options: { prefix: string; bounds: BodyBounds },
): void {
  const root = `${options.prefix}/mlflow-artifacts/artifacts`;
  const pathOf = (context: Context) => decodePath(new URL(context.req.url).pathname, root);
  app.get(root, (context) => {
    const path = checkPath(context.req.query("path") ?? "");
    return context.json({ files: unlessEmpty(artifacts.list(path).map(formatArtifact)) });
  });
  app.get(`${root}/*`, async (context) => {
    const path = pathOf(context);
    const { file, sizeBytes } = await artifacts.open(path);
    const name = basename(path);
    const headers = {
      "content-type": mediaType(name),
      "content-length": `${sizeBytes}`,
      "content-disposition": `attachment; filename*=UTF-8''${encodeURIComponent(name)}`,
    };
    const { maxStallMs } = options.bounds;
    return whenTaken(new Response(file.readable, { headers }), { maxStallMs });
  });
  app.put(`${root}/*`, async (context) => {
    const path = pathOf(context);
    const { raw } = context.req;
    requireLength(raw.headers, options.bounds.maxBytes);
    const announcedBytes = Number(raw.headers.get("content-length") ?? 0);
    await artifacts.write(path, raw.body, { ...options.bounds, announcedBytes });
    return context.json({});
  });
  app.delete(`${root}/*`, (context) => {
    artifacts.remove(pathOf(context));
    return context.json({});
  });
}

/**
 * Writes an artifact of a listing as the protocol has it.
 *
 * @returns An object `{path, is_dir, file_size}`; its path is the base name.
 */
export function formatArtifact(artifact: StoredArtifact): Record<string, unknown> {
  return {
    path: artifact.name,
    "is_dir": artifact.isDirectory,
    "file_size": artifact.sizeBytes ?? undefined,
  };
}

/**
 * Checks a path that a client sent, in every decoding.
 *
 * @param path The path, decoded once.
 * @returns The same path.
 * @throws {RefusedRequest} If it is absolute, or holds `..`, a backslash or a control character.
 */
export function checkPath(path: string): string {
  for (const decoded of decodings(path)) {
    if (/^\/|[\\\p{Cc}]/u.test(decoded) || decoded.split("/").includes("..")) {
      throw invalidParameter("Invalid path");
    }
  }
  return path;
}

function decodePath(pathname: string, root: string): string {
  try {
    return checkPath(decodeURIComponent(pathname.slice(root.length + 1)));
  } catch (error) {
    if (error instanceof URIError) throw invalidParameter("Invalid path");
    throw error;
  }
}

function mediaType(name: string): string {
  const extension = name.slice(name.lastIndexOf(".") + 1).toLowerCase();
  return Object.hasOwn(MEDIA_TYPES, extension)
    ? MEDIA_TYPES[extension] ?? ""
    : "application/octet-stream";
}

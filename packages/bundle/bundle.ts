/**
 * Deno's own bundler, and how it is called.
 *
 * @module
 */
import { fileURLToPath } from "node:url";

/** How to bundle. */
export interface BundleOptions {
  /** Where the result runs. */
  readonly platform: "browser" | "deno";
  /** Folder for the results, with a final slash, or the file of a single one. */
  readonly into: URL;
  /** Whether what `import()` loads, or several share, becomes a file of its own; default: it does not. */
  readonly isSplit?: boolean;
}

/**
 * Bundles modules, each with all that it imports.
 *
 * @param entries Entry modules.
 * @param options Platform, place and form of the results.
 * @throws {Error} If a module cannot be bundled; the message is the bundler's own.
 */
export async function bundle(
  entries: readonly URL[],
  { platform, into, isSplit = false }: BundleOptions,
): Promise<void> {
  const place = into.pathname.endsWith("/") ? "outdir" : "output";
  const { success, stderr } = await new Deno.Command("deno", {
    args: [
      "bundle",
      "--quiet",
      "--minify",
      `--platform=${platform}`,
      ...isSplit ? ["--code-splitting"] : [],
      `--${place}=${fileURLToPath(into)}`,
      ...entries.map((entry) => fileURLToPath(entry)),
    ],
    // The workspace: its configuration counts, and the names of chunks follow the folder.
    cwd: fileURLToPath(new URL("../../", import.meta.url)),
    stdout: "null",
    stderr: "piped",
    stdin: "null",
  }).output();
  if (!success) throw new Error(`Cannot bundle: ${new TextDecoder().decode(stderr).trim()}`);
}

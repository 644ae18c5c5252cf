import { fileURLToPath } from "node:url";

/** How to bundle. */
export interface BundleOptions {
  /** Where the result runs. */
  readonly platform: "browser" | "deno";
  /** Folder for the result, with a final slash. */
  readonly outdir: URL;
}

/**
 * Bundles modules with Deno's own bundler: the one place that knows how it is called.
 *
 * @param entries Entry modules.
 * @param options Platform and folder.
 * @throws {Error} If a module cannot be bundled; the message is the bundler's own.
 */
export async function bundle(entries: readonly URL[], options: BundleOptions): Promise<void> {
  const { success, stderr } = await new Deno.Command("deno", {
    args: [
      "bundle",
      "--quiet",
      "--minify",
      `--platform=${options.platform}`,
      ...(options.platform === "browser" ? ["--code-splitting"] : []),
      `--outdir=${fileURLToPath(options.outdir)}`,
      ...entries.map((entry) => fileURLToPath(entry)),
    ],
    cwd: fileURLToPath(new URL("../", import.meta.url)),
    stdout: "null",
    stderr: "piped",
    stdin: "null",
  }).output();
  if (!success) throw new Error(`Cannot bundle: ${new TextDecoder().decode(stderr).trim()}`);
}

/**
 * Bundles the program that keeps backups into `dist/`, a file that runs without a registry or a
 * configuration.
 *
 * Usage: deno task build:backup     (into dist/ beside this file; the program takes another folder, too)
 *
 * @module
 */

const folder = new URL("./", import.meta.url).pathname;
const outdir = Deno.args[0] ?? `${folder}dist`;
const { code } = await new Deno.Command("deno", {
  args: [
    "bundle",
    "--quiet",
    "--platform=deno",
    "--minify",
    `--outdir=${outdir}`,
    `${folder}main.ts`,
  ],
}).spawn().status;
Deno.exit(code);

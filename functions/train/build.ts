/**
 * Bundles the training program and the file of its Workers into `dist/`, two files that run without
 * a registry or a configuration: `deno run --cached-only --no-config dist/main.js`.
 *
 * Usage: deno task build:train [FOLDER]     (default: dist/ beside this file)
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
    `${folder}fit_worker.ts`,
  ],
}).spawn().status;
Deno.exit(code);

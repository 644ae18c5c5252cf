/**
 * Bundles the gate into `dist/`, which runs without a registry or a configuration:
 * `deno run --cached-only --no-config dist/main.js`.
 *
 * Usage: deno task build:gate
 *
 * @module
 */

const folder = new URL("./", import.meta.url).pathname;
const { code } = await new Deno.Command("deno", {
  args: [
    "bundle",
    "--quiet",
    "--platform=deno",
    "--minify",
    "--code-splitting", // what checks tokens is loaded only where there is an issuer
    `--outdir=${folder}dist`,
    `${folder}main.ts`,
  ],
}).spawn().status;
Deno.exit(code);

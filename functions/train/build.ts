/**
 * Bundles the training program and the file of its Workers into `dist/`, two files that run without
 * a registry or a configuration: `deno run --cached-only --no-config dist/main.js`.
 *
 * Usage: deno task build:train
 *
 * @module
 */

const folder = new URL("./", import.meta.url).pathname;
const { code } = await new Deno.Command("deno", {
  args: [
    ...["bundle", "--quiet", "--platform=deno", "--minify", `--outdir=${folder}dist`],
    ...[`${folder}main.ts`, `${folder}fit_worker.ts`],
  ],
}).spawn().status;
Deno.exit(code);

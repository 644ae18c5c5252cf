/**
 * Bundles the training program and the file of its Workers into `dist/`, two files that run without
 * a registry or a configuration: `deno run --cached-only --no-config dist/main.js`.
 *
 * Usage: deno task build:train     (into dist/ beside this file; the program takes another folder, too)
 *
 * @module
 */
import { bundle } from "@mlops/bundle";
import { pathToFileURL } from "node:url";

const HERE = new URL("./", import.meta.url);
const [folder] = Deno.args;
const output = folder === undefined ? new URL("dist/", HERE) : pathToFileURL(`${folder}/`);
await bundle([new URL("main.ts", HERE), new URL("fit_worker.ts", HERE)], {
  platform: "deno",
  into: output,
});
await bringRequire(new URL("main.js", output));

/**
 * Gives CommonJS modules (yaml) Node's `require` where the bundler forgot it: Deno 2.9.6 puts it in the
 * place of esbuild's stand-in only if the stand-in's short name has no "$", which any line of code
 * changes. Not needed once a bundle holds no "Dynamic require of" whatever it is named.
 */
async function bringRequire(file: URL): Promise<void> {
  const text = await Deno.readTextFile(file);
  if (!text.includes("Dynamic require of ")) return;
  const line =
    'import{createRequire}from"node:module";const require=createRequire(import.meta.url);';
  await Deno.writeTextFile(file, `${line}\n${text}`);
}

/**
 * Bundles the program that keeps backups into `dist/`, a file that runs without a registry or a
 * configuration.
 *
 * Usage: deno task build:backup     (into dist/ beside this file; the program takes another folder, too)
 *
 * @module
 */
import { bundle } from "@mlops/bundle";
import { pathToFileURL } from "node:url";

const HERE = new URL("./", import.meta.url);
const [folder] = Deno.args;
await bundle([new URL("main.ts", HERE)], {
  platform: "deno",
  into: folder === undefined ? new URL("dist/", HERE) : pathToFileURL(`${folder}/`),
});

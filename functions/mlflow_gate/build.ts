/**
 * Bundles the gate into `dist/`, which runs without a registry or a configuration:
 * `deno run --cached-only --no-config dist/main.js`.
 *
 * Usage: deno task build:gate
 *
 * @module
 */
import { bundle } from "@mlops/bundle";

const HERE = new URL("./", import.meta.url);
await bundle([new URL("main.ts", HERE)], {
  platform: "deno",
  into: new URL("dist/", HERE),
  isSplit: true, // what checks tokens is loaded only where there is an issuer
});

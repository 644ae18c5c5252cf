/**
 * Bundles the prediction service into `dist/`: `main.js`, the chunks that are loaded only when they are
 * needed (the API document with zod), the API page's files; `scorer/`, the process that scores graphs
 * with ONNX Runtime, whose WebAssembly lies beside; and `migrate.js`, which brings the prediction log's database up to date. The folder runs
 * without a registry or a configuration: `deno run --no-config --cached-only dist/main.js`.
 *
 * Usage: deno task build:predict
 *
 * @module
 */
import { bundle } from "@mlops/bundle";
import { API_PAGE_FILES } from "./routes/documentation.ts";

const HERE = new URL("./", import.meta.url);

/**
 * Builds the bundle.
 *
 * @param output The folder that is thrown away and written anew, with a final slash.
 * @throws {Error} If a module cannot be bundled.
 */
export async function buildPredict(output: URL): Promise<void> {
  await Deno.remove(output, { recursive: true }).catch((error) => {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  });
  const source = (name: string) => new URL(name, HERE);
  await bundle([source("main.ts")], { platform: "deno", into: output, isSplit: true });
  await dropIdleImports(new URL("main.js", output));
  // By themselves, so that the service's own chunks are what they would be without them.
  await bundle([source("run/migrate.ts")], {
    platform: "deno",
    into: new URL("migrate.js", output),
  });
  await bundle([source("apart/scorer_process.ts")], {
    platform: "deno",
    into: new URL("scorer/", output),
    isSplit: true,
  });
  const copy = (specifier: string, file: string, target: string) =>
    Deno.copyFile(new URL(file, import.meta.resolve(specifier)), new URL(target, output));
  const wasm = "ort-wasm-simd-threaded.wasm";
  await copy("onnxruntime-web/wasm", wasm, wasm);
  await Deno.mkdir(new URL("swagger-ui/", output));
  for (const file of API_PAGE_FILES) await copy("swagger-ui-dist", file, `swagger-ui/${file}`);
}

/**
 * Drops imports of whole chunks from which nothing is taken. The bundler writes one of the chunk that
 * CommonJS modules need, whichever other chunk they are in, and with it Node's `module` would be loaded
 * at every start: 13 ms and 5 MiB.
 */
async function dropIdleImports(file: URL): Promise<void> {
  const code = await Deno.readTextFile(file);
  await Deno.writeTextFile(file, code.replaceAll(/\bimport"\.\/chunk-\w+\.js";?/g, ""));
}

if (import.meta.main) await buildPredict(new URL("dist/", HERE));

/**
 * Bundles the prediction service into `dist/`: `main.js`, the chunks that are loaded only when they are
 * needed (the API document with zod, ONNX Runtime), ONNX Runtime's WebAssembly, and the API page's
 * files; and `migrate.js`, which brings the prediction log's database up to date. The folder runs
 * without a registry or a configuration: `deno run --no-config --cached-only dist/main.js`.
 *
 * Usage: deno task build:predict
 *
 * @module
 */
import { API_PAGE_FILES } from "./routes/documentation.ts";

const folder = new URL("./", import.meta.url).pathname;
const dist = `${folder}dist`;

await Deno.remove(dist, { recursive: true }).catch((error) => {
  if (!(error instanceof Deno.errors.NotFound)) throw error;
});
const { success, code } = await new Deno.Command("deno", {
  args: [
    ...["bundle", "--quiet", "--platform=deno", "--minify", "--code-splitting"],
    ...[`--outdir=${dist}`, `${folder}main.ts`],
  ],
}).spawn().status;
if (!success) Deno.exit(code);

// By itself, so that the service's own chunks are what they would be without it.
const migration = await new Deno.Command("deno", {
  args: [
    ...["bundle", "--quiet", "--platform=deno", "--minify", `--output=${dist}/migrate.js`],
    `${folder}migrate.ts`,
  ],
}).spawn().status;
if (!migration.success) Deno.exit(migration.code);

const copyFromPackage = (specifier: string, file: string, target: string) =>
  Deno.copyFile(new URL(file, import.meta.resolve(specifier)), target);
await copyFromPackage(
  "onnxruntime-web/wasm",
  "ort-wasm-simd-threaded.wasm",
  `${dist}/ort-wasm-simd-threaded.wasm`,
);
await Deno.mkdir(`${dist}/swagger-ui`);
for (const file of API_PAGE_FILES) {
  await copyFromPackage("swagger-ui-dist", file, `${dist}/swagger-ui/${file}`);
}

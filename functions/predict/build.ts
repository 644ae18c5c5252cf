/**
 * Bundles the prediction service into `dist/`: `main.js`, the chunks that are loaded only when they are
 * needed (the API document with zod, ONNX Runtime), ONNX Runtime's WebAssembly, and the API page's
 * files. The folder runs without a registry or a configuration:
 * `deno run --no-config --cached-only dist/main.js`.
 *
 * Usage: deno task build:predict
 *
 * @module
 */
import { API_PAGE_FILES } from "./routes/documentation.ts";

const HERE = new URL("./", import.meta.url);

/**
 * Builds the bundle.
 *
 * @param output The folder that is thrown away and written anew, with a final slash.
 * @throws {Error} If the bundler fails; it has told why.
 */
export async function buildPredict(output: URL): Promise<void> {
  await Deno.remove(output, { recursive: true }).catch((error) => {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  });
  const { success } = await new Deno.Command("deno", {
    args: [
      ...["bundle", "--quiet", "--platform=deno", "--minify", "--code-splitting"],
      ...[`--outdir=${output.pathname}`, new URL("main.ts", HERE).pathname],
    ],
  }).spawn().status;
  if (!success) throw new Error("Cannot bundle the prediction service as the bundler failed");
  const copy = (specifier: string, file: string, target: string) =>
    Deno.copyFile(new URL(file, import.meta.resolve(specifier)), new URL(target, output));
  const wasm = "ort-wasm-simd-threaded.wasm";
  await copy("onnxruntime-web/wasm", wasm, wasm);
  await Deno.mkdir(new URL("swagger-ui/", output));
  for (const file of API_PAGE_FILES) await copy("swagger-ui-dist", file, `swagger-ui/${file}`);
}

if (import.meta.main) await buildPredict(new URL("dist/", HERE));

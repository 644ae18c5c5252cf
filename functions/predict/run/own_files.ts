import type { OwnFiles } from "./permissions.ts";

/**
 * Tells where the service's own files lie: beside the bundle, or in their packages where it runs from
 * source.
 *
 * @returns Paths of this machine.
 */
export function ownFiles(): OwnFiles {
  // A bundle has no import map to find the packages with.
  const isBundled = !import.meta.url.endsWith(".ts");
  const here = (path: string) => new URL(path, import.meta.url).pathname;
  if (isBundled) {
    return {
      documentation: here("swagger-ui"),
      wasm: here("ort-wasm-simd-threaded.wasm"),
      scorer: here("scorer/scorer_process.js"),
    };
  }
  const inPackage = (path: string, specifier: string) =>
    new URL(path, import.meta.resolve(specifier)).pathname;
  return {
    documentation: inPackage("./", "swagger-ui-dist").replace(/\/$/, ""),
    wasm: inPackage("ort-wasm-simd-threaded.wasm", "onnxruntime-web/wasm"),
    scorer: here("../apart/scorer_process.ts"),
  };
}

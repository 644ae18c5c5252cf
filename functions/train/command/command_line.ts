import type { Settings } from "@mlops/config";
import { resolve } from "node:path";

/**
 * Finds a file as the caller means it: `deno task` changes into the repository.
 *
 * @param path A path, perhaps relative to where the caller stands.
 * @returns The absolute path.
 */
export function fromCaller(path: string): string {
  return resolve(Deno.env.get("INIT_CWD") ?? ".", path);
}

/**
 * Reads where the tracking server is.
 *
 * @param settings Where `MLFLOW_TRACKING_URI` is looked up; what is no address is refused there.
 * @returns Its address; by default that of `deno task start`.
 */
export function readTrackingUri(settings: Settings<"MLFLOW_TRACKING_URI">): URL {
  return settings.address("MLFLOW_TRACKING_URI", { fallback: "http://localhost:5000" });
}

/**
 * Writes a text whole, however long the pipe behind it takes.
 *
 * @param stream Standard output or error.
 * @param text The text.
 */
export function write(stream: { writeSync(bytes: Uint8Array): number }, text: string): void {
  const bytes = new TextEncoder().encode(text);
  for (let written = 0; written < bytes.length;) {
    written += stream.writeSync(bytes.subarray(written));
  }
}

/**
 * Lists the signals by which people and clusters end a program, on the systems that have them: Windows
 * knows neither SIGTERM nor SIGHUP, and to listen for them there is an error.
 *
 * @param os Operating system; this one by default.
 */
export function endingSignals(os: string = Deno.build.os): readonly Deno.Signal[] {
  return os === "windows" ? ["SIGINT", "SIGBREAK"] : ["SIGINT", "SIGTERM"];
}

import { endingSignals } from "@mlops/processes/ending_signals";
import { areThere, findStarters } from "./starters.ts";
import { takeStopRequest } from "./status_file.ts";

/** How often the stack looks whether somebody asked it to end. */
const LOOK_MS = 250;

/** How many looks lie between two at the programs that started it, which cost a process each. */
const LOOKS_BETWEEN = 8;

/**
 * Waits until the stack is to end: by Ctrl-C or another signal, by `deno task stop`, or as a program that
 * started it has gone, a closed terminal or a killed `npx`. Nobody would know then that it still runs.
 *
 * @param directory Folder of the stack.
 * @returns Why, as a sentence for people.
 */
export function whyToEnd(directory: string): Promise<string> {
  const { promise, resolve } = Promise.withResolvers<string>();
  // The terminal was closed.
  const hangUp: readonly Deno.Signal[] = Deno.build.os === "windows" ? [] : ["SIGHUP"];
  for (const signal of [...endingSignals(), ...hangUp]) {
    Deno.addSignalListener(signal, () => resolve("Stopping ..."));
  }
  // Where the system does not tell, none is watched.
  const finding = findStarters().catch(() => []);
  let looks = 0;
  const look = async () => {
    if (await takeStopRequest(directory)) resolve("Stopping, as deno task stop asked ...");
    if (++looks % LOOKS_BETWEEN !== 0 || await areThere(await finding)) return;
    resolve("Stopping, as the program that started this one has ended ...");
  };
  const timer = setInterval(() => look().catch(() => {}), LOOK_MS);
  return promise.finally(() => clearInterval(timer));
}

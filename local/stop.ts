// deno-lint-ignore-file no-console -- a command line program
/**
 * Ends the stack that runs on this machine and waits until it has ended. `deno task stop` runs it.
 *
 * @module
 */
import { delay } from "@std/async";
import { tellUsage } from "@mlops/processes/tell_usage";
import { askToStop, isInUse, readStatus, stackDirectory } from "./status_file.ts";

tellUsage(
  `Ends the stack that runs on this machine, and waits until it has ended. What it learned is kept.

Usage: deno task stop     the stack of .stack/, or of the folder STACK_DIR`,
);

const directory = stackDirectory((name) => Deno.env.get(name));

/** A part that ignores its signal is killed after 20 s; there are four of them, ended one by one. */
const WAIT_MS = 90_000;

if (!await isInUse(directory)) {
  console.log(`No stack runs from ${directory}`);
  Deno.exit(0);
}
const pid = (await readStatus(directory))?.pid;
console.log(
  `Stopping the stack of ${directory}${pid === undefined ? "" : ` (process ${pid})`} ...`,
);
await askToStop(directory);
const deadline = performance.now() + WAIT_MS;
while (await isInUse(directory)) {
  if (performance.now() > deadline) {
    console.error(
      `It still runs after ${WAIT_MS / 1000} s: end process ${
        pid ?? "of deno task start"
      } by hand; ` +
        "the next deno task start ends what is left of it",
    );
    Deno.exit(1);
  }
  await delay(100);
}
console.log("Stopped; what it learned is kept");

// deno-lint-ignore-file no-console -- a command line program
/**
 * Runs the stack with the permissions that it needs on this system, and no others: which programs it
 * starts differs from system to system. `deno task start` runs it.
 *
 * @module
 */
import { endingSignals, PlatformError, programsOf, thisPlatform } from "@mlops/processes";
import { sendSignal } from "@mlops/processes/send_signal";
import { spawnDeno } from "@mlops/processes/spawn_deno";
import { fileURLToPath } from "node:url";

const repository = fileURLToPath(new URL("../", import.meta.url));

function allowedPrograms(): string[] {
  try {
    return programsOf(thisPlatform(), repository);
  } catch (error) {
    if (!(error instanceof PlatformError)) throw error;
    // Without a PostgreSQL of its own the stack still runs with a database of somebody else's.
    if (Deno.env.get("DATABASE_URL")) return ["deno", "cat", "kill", "ps"];
    console.error(error.message);
    Deno.exit(1);
  }
}

/** Starts the stack, or says why it cannot be. */
function startDeno(args: readonly string[]): Deno.ChildProcess {
  try {
    return spawnDeno({ args: [...args] });
  } catch (error) {
    if (!(error instanceof PlatformError)) throw error;
    console.error(error.message);
    Deno.exit(1);
  }
}

const stack = startDeno([
  "run",
  "--quiet",
  `--allow-run=${allowedPrograms().join(",")}`,
  "--allow-read",
  "--allow-write",
  "--allow-env",
  "--allow-sys=uid",
  "--allow-net",
  fileURLToPath(new URL("main.ts", import.meta.url)),
  ...Deno.args,
]);
for (const signal of endingSignals()) {
  Deno.addSignalListener(signal, () => sendSignal(stack, signal));
}
Deno.exit((await stack.status).code);

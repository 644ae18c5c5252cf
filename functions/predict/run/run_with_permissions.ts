// deno-lint-ignore-file no-console -- a command line program
/**
 * Runs the service from source with V8's flags and exactly the permissions that its configuration needs.
 *
 * Usage: deno task predict
 *
 * @module
 */
import { endingSignals } from "@mlops/processes/ending_signals";
import { sendSignal } from "@mlops/processes/send_signal";
import { tellUsage } from "@mlops/processes/tell_usage";
import { ConfigError } from "@mlops/config";
import { readConfig } from "../config.ts";
import { ownFiles } from "./own_files.ts";
import { runFlags } from "./run_flags.ts";

tellUsage(
  `Runs the prediction service, with the permissions that its configuration needs.

Usage: deno task predict     the variables that it reads are in functions/predict/README.md`,
);

function flags(): string[] {
  try {
    return runFlags(readConfig((name) => Deno.env.get(name)), ownFiles());
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    console.error(error.message);
    Deno.exit(2);
  }
}

const main = new URL("../main.ts", import.meta.url).pathname;
const service = new Deno.Command("deno", { args: ["run", ...flags(), main] }).spawn();
for (const signal of endingSignals()) {
  Deno.addSignalListener(signal, () => sendSignal(service, signal));
}
const { code } = await service.status;
Deno.exit(code);

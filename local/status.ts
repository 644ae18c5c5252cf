// deno-lint-ignore-file no-console -- a command line program
/**
 * Tells what runs of the stack on this machine. `deno task status` runs it; its exit code is 0 only where
 * every part is up and the prediction service has a model.
 *
 * @module
 */
import { tellUsage } from "@mlops/processes/tell_usage";
import { serviceState } from "./service_state.ts";
import { type PartStatus, readStatus, stackDirectory } from "./status_file.ts";

tellUsage(
  `Tells what runs of the stack on this machine, and which versions of a model were refused and why.
The exit code is 0 where every part is up and the prediction service has a model, else 1.

Usage: deno task status     the stack of .stack/, or of the folder STACK_DIR`,
);

const directory = stackDirectory((name) => Deno.env.get(name));

function describe({ state, restarts, lastEnd }: PartStatus): string {
  const again = restarts === 0
    ? ""
    : `, started again ${restarts === 1 ? "once" : `${restarts} times`}; last: ${lastEnd}`;
  return `${state}${again}`;
}

const status = await readStatus(directory);
if (status === null) {
  console.log(`No stack runs from ${directory}: deno task start starts one`);
  Deno.exit(1);
}
console.log(
  `The stack of ${directory} runs as process ${status.pid} since ${status.startedAt}:\n`,
);
for (const part of status.parts) {
  console.log(`  ${part.name.padEnd(20)} ${part.where.padEnd(42)} ${describe(part)}`);
}
const service = await serviceState(status.apiUrl).catch(() => null);
if (service !== null) {
  for (const { detail } of service.refused) console.log(`\n  ${detail}`);
  if (!service.isReady) console.log("\n  The prediction service has no model to answer with");
}
const isWell = service?.isReady === true && status.parts.every(({ state }) => state === "up");
Deno.exit(isWell ? 0 : 1);

// deno-lint-ignore-file no-console -- a command line program
/**
 * The drills of the prediction service: ended and killed, its registry gone, frozen, lying, its alias
 * moved, its model damaged, asked for five times what it can do, and its log's Postgres stopped and
 * frozen. Prints a table, and writes it to docs/reliability.md where all drills were run; exits with 1
 * if anything did not hold.
 *
 * Usage: deno task reliability [SHARE] [--only ID,...]
 *
 * SHARE is that of the full length, about half an hour: 0.1 runs a tenth. `--only R3,R10` picks drills.
 *
 * @module
 */
import { tellUsage } from "@mlops/processes/tell_usage";
import { parseArgs } from "node:util";
import { type Drill, drillTable } from "./drill.ts";
import { allDrills } from "./drills.ts";

const IDS = new Set(allDrills(1).map(({ id }) => id));
const asked = readArguments(Deno.args);
tellUsage(
  `Usage: deno task reliability [SHARE] [--only ID,...]
       with SHARE in (0, 1] and of the IDs ${[...IDS].join(",")}`,
  asked !== null,
);
const { share, only } = asked!;

const drills: Drill[] = [];
for (const { id, run } of allDrills(share)) {
  if (only !== null && !only.includes(id)) continue;
  const done = await run();
  console.error(`${done.id} ${done.what}: ${done.figures}`);
  drills.push(done);
}

const table = drillTable(drills);
console.log(table);
if (only === null) {
  const path = new URL("../../docs/reliability.md", import.meta.url).pathname;
  await Deno.writeTextFile(path, reportOf(table));
  await new Deno.Command("deno", { args: ["fmt", "--quiet", path] }).output();
}
Deno.exit(drills.some(({ faults }) => faults.length > 0) ? 1 : 0);

/** Reads the command line; `null` if it cannot be understood. */
function readArguments(
  args: readonly string[],
): { share: number; only: readonly string[] | null } | null {
  try {
    const { values, positionals } = parseArgs({
      args: [...args],
      options: { only: { type: "string" } },
      allowPositionals: true,
    });
    const share = Number(positionals[0] ?? "1");
    const only = values.only?.split(",") ?? null;
    const isUnderstood = share > 0 && share <= 1 && positionals.length <= 1 &&
      (only === null || only.every((id) => IDS.has(id)));
    return isUnderstood ? { share, only } : null;
  } catch (error) {
    // What `parseArgs` throws at options that it does not know.
    if (!(error instanceof TypeError)) throw error;
    return null;
  }
}

/** The report that the repository keeps. */
function reportOf(table: string): string {
  const day = new Date().toISOString().slice(0, 10);
  return `# Reliability

What \`deno task reliability ${share}\` showed on ${day} (1 is the full length), on a machine with ${navigator.hardwareConcurrency}
cores: the service as a process of its own, with its exact permissions, under real requests. The short
forms are part of \`deno task test\`.

${table}

Not held: S5 wants connections closed whose request headers do not arrive within 10 s. \`Deno.serve\`
(2.9.6) has no such limit, so that such a connection stays; what stands before the service must close
it. Bodies are limited by the service itself, as \`limits_integration_test.ts\` shows.
`;
}

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
import { parseArgs } from "node:util";
import { type Drill, drillTable } from "./drill.ts";
import { allDrills } from "./drills.ts";

const asked = readArguments(Deno.args);
if (asked === null) {
  const ids = [...new Set(allDrills(1).map(({ id }) => id))].join(",");
  console.error("Usage: deno task reliability [SHARE] [--only ID,...]");
  console.error(`       with SHARE in (0, 1] and of the IDs ${ids}`);
  Deno.exit(2);
}
const { share, only } = asked;

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
  // Not strict: what is unknown is answered below, in words of this program.
  const { values, positionals } = parseArgs({
    args: [...args],
    options: { only: { type: "string" } },
    allowPositionals: true,
    strict: false,
  });
  const { only = null, ...unknown } = values;
  const share = Number(positionals[0] ?? "1");
  const ids = typeof only === "string" ? only.split(",") : only;
  const known = new Set(allDrills(1).map(({ id }) => id));
  if (Object.keys(unknown).length > 0 || positionals.length > 1) return null;
  if (!(share > 0 && share <= 1) || typeof ids === "boolean") return null;
  if (ids?.some((id) => !known.has(id))) return null;
  return { share, only: ids };
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

// deno-lint-ignore-file no-console -- a command line program
/**
 * Logs rows to a Postgres whose disk gets full and is cleared again, and prints the account as JSON.
 * To be run where TMPDIR is a small file system of its own; see `full_disk_integration_test.ts`.
 *
 * Usage: deno run testing/full_disk.ts SECONDS_FULL
 *
 * @module
 */
import { RecordedLoad } from "./recorded_load.ts";
import { TestedPostgres } from "@mlops/testing/tested_postgres";
import { until } from "@mlops/testing/until";

/** Most rows that wait. */
const CAPACITY = 10_000;

const fullSeconds = Number(Deno.args[0]);

await using database = await TestedPostgres.start({ logFile: "/dev/null" });
const load = await RecordedLoad.begin(database, { capacity: CAPACITY });
await load.run(300, 2_000);
const filler = await fill(`${Deno.env.get("TMPDIR")}/filler`);
// More than may wait.
await load.run(fullSeconds * 1_000, 1.2 * CAPACITY / fullSeconds);
await until("a write that fails", () => load.metric("predict_log_failed_writes_total") > 0);
const failedWrites = load.metric("predict_log_failed_writes_total");
const reason = load.lines.find(({ level }) => level === "warn")?.["reason"];
await Deno.remove(filler);
await load.run(300, 2_000);
await load.untilWritten();
await load.log.close(10_000);
console.log(JSON.stringify({ ...await load.account(), failedWrites, reason }));

/** Writes to a file until there is no room for another byte. */
async function fill(path: string): Promise<string> {
  using file = await Deno.open(path, { create: true, write: true });
  for (let size = 2 ** 20; size >= 1; size >>= 4) {
    try {
      for (;;) await file.write(new Uint8Array(size));
    } catch (error) {
      if (!(error instanceof Error && /os error 28/.test(error.message))) throw error;
    }
  }
  return path;
}

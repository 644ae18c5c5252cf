// deno-lint-ignore-file no-console -- a command line program
/**
 * Drops old months of the prediction log and of the outcomes that belong to them.
 *
 * Usage: DATABASE_URL=postgres://OWNER:PASSWORD@HOST/predictions deno task log:prune --keep 12
 *
 * @module
 */
import { parseArgs } from "node:util";
import { ConfigError, readSettings } from "@mlops/config";
import { pruneLog, readDatabaseUrl } from "@mlops/prediction_log";
import { tellUsage } from "@mlops/processes/tell_usage";

const USAGE = "Usage: DATABASE_URL=postgres://... deno task log:prune --keep MONTHS";
tellUsage(USAGE, true);

const { values } = parseArgs({ options: { keep: { type: "string" } }, strict: false });
const keep = Number(values.keep);
try {
  const url = readSettings((name) => Deno.env.get(name), readDatabaseUrl);
  if (url === null || !Number.isInteger(keep) || keep < 1) {
    console.error(USAGE);
    Deno.exit(2);
  }
  const dropped = await pruneLog(url, keep);
  console.log(dropped.length === 0 ? "Nothing to drop" : `Dropped ${dropped.join(", ")}`);
} catch (error) {
  console.error(
    error instanceof ConfigError ? error.message : `Cannot prune the log: ${reasonOf(error)}`,
  );
  Deno.exit(error instanceof ConfigError ? 2 : 1);
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

// deno-lint-ignore-file no-console -- a command line program
/**
 * Drops old months of the prediction log and of the outcomes that belong to them.
 *
 * Usage: DATABASE_URL=postgres://OWNER:PASSWORD@HOST/predictions deno task log:prune --keep 12
 *
 * @module
 */
import { parseArgs } from "node:util";
import { databaseUrlFrom, pruneLog } from "@mlops/prediction_log";

const url = databaseUrlFrom((name) => Deno.env.get(name));
const { values } = parseArgs({ options: { keep: { type: "string" } }, strict: false });
const keep = Number(values.keep);
if (url === null || !Number.isInteger(keep) || keep < 1) {
  console.error("Usage: DATABASE_URL=postgres://... deno task log:prune --keep MONTHS");
  Deno.exit(2);
}
const dropped = await pruneLog(url, keep);
console.log(dropped.length === 0 ? "Nothing to drop" : `Dropped ${dropped.join(", ")}`);

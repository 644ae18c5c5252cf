import { openDatabase } from "./database.ts";

/** Dropping a table waits for those who read it. */
const STATEMENT_TIMEOUT_MS = 60_000;

/**
 * Drops the months of the log that are older than the newest ones.
 *
 * @param url Address of the database, as the tables' owner.
 * @param keep Months to keep, at least 1; this month counts.
 * @returns Names of the dropped tables.
 */
export async function pruneLog(url: URL, keep: number): Promise<string[]> {
  const database = await openDatabase(url, {
    applicationName: "prune",
    maxConnections: 1,
    statementTimeoutMs: STATEMENT_TIMEOUT_MS,
  });
  try {
    const dropped = await database<{ name: string }[]>`
      select drop_old_partitions(${keep}) as name`;
    return dropped.map(({ name }) => name);
  } finally {
    await database.end({ timeout: 1 });
  }
}

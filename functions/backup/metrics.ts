import { momentOf } from "./backup.ts";
import { sizesOf } from "./show_backup.ts";
import type { Store } from "./store.ts";
import { keptContents, listBackups, readBackup } from "./vault.ts";

/** Type of Prometheus' text format. */
export const METRICS_TYPE = "text/plain; version=0.0.4; charset=utf-8";

/**
 * Tells Prometheus how the backups are.
 *
 * @param store Where they are.
 * @param archivedMs When all that is new was last kept, in ms since 1970; `undefined` where nobody looks.
 * @returns Lines in Prometheus' text format. Without a backup there is no moment of the last one, so
 * that an alert on its absence fires.
 */
export async function backupMetrics(store: Store, archivedMs?: number): Promise<string> {
  const ids = await listBackups(store);
  const newest = ids.at(-1);
  const sizes = newest === undefined ? undefined : sizesOf(await readBackup(store, newest));
  let stored = 0;
  for (const sizeBytes of (await keptContents(store)).values()) stored += sizeBytes;
  const moment = newest === undefined ? undefined : momentOf(newest);
  const gauges: [name: string, help: string, value: number | undefined][] = [
    ["backups", "Backups that are kept.", ids.length],
    ["backup_stored_bytes", "Bytes of all that is kept; what several share counts once.", stored],
    [
      "backup_last_success_timestamp_seconds",
      "Moment of the newest proved backup.",
      moment === undefined ? undefined : moment / 1_000,
    ],
    [
      "backup_archive_last_success_timestamp_seconds",
      "Moment when all that is new was last kept: artifacts, and what goes to a bucket.",
      archivedMs === undefined ? undefined : archivedMs / 1_000,
    ],
    ["backup_rows", "Rows in the newest backup.", sizes?.rows],
    ["backup_artifacts", "Files of MLflow in the newest backup.", sizes?.nArtifacts],
  ];
  return gauges.filter(([, , value]) => value !== undefined).map(([name, help, value]) =>
    `# HELP ${name} ${help}\n# TYPE ${name} gauge\n${name} ${value}\n`
  ).join("");
}

import { readSettings } from "@mlops/config";
import { type Place, readPlace } from "./place.ts";
import type { Retention } from "./retention.ts";

/** Where a backup comes from and goes to; every field is resolved. */
export interface Config {
  /** Folder with what was dumped, or that takes what is fetched (`BACKUP_WORK`, default `/work`). */
  readonly work: string;
  /** MLflow's artifacts, a folder or a bucket (`BACKUP_ARTIFACTS`, default `/artifacts`). */
  readonly artifacts: Place;
  /** What keeps backups, a folder or a bucket (`BACKUP_STORE`, default `/backup`). */
  readonly store: Place;
  /** How long they are kept (`BACKUP_KEEP_DAYS` 7, `BACKUP_KEEP_WEEKS` 5, `BACKUP_KEEP_MONTHS` 12). */
  readonly retention: Retention;
  /** Seconds between two looks for new artifacts (`BACKUP_ARCHIVE_SECONDS`), 0: it never looks. */
  readonly archiveSeconds: number;
  /** Port of the metrics (`PORT`, default 8080). */
  readonly port: number;
}

const MOST_PERIODS = 1_000;

/**
 * Reads the settings.
 *
 * @param env Looks up an environment variable.
 * @returns The settings.
 * @throws {ConfigError} If any is wrong; all faults at once.
 */
export function readConfig(env: (name: string) => string | undefined): Config {
  return readSettings(env, (settings) => {
    const periods = (name: string, fallback: number) =>
      settings.integer(name, { fallback, min: 0, max: MOST_PERIODS });
    return {
      work: settings.text("BACKUP_WORK", "/work"),
      artifacts: readPlace(settings, "BACKUP_ARTIFACTS", "/artifacts"),
      store: readPlace(settings, "BACKUP_STORE", "/backup"),
      retention: {
        days: periods("BACKUP_KEEP_DAYS", 7),
        weeks: periods("BACKUP_KEEP_WEEKS", 5),
        months: periods("BACKUP_KEEP_MONTHS", 12),
      },
      archiveSeconds: settings.integer("BACKUP_ARCHIVE_SECONDS", {
        fallback: 0,
        min: 0,
        max: 86_400,
      }),
      port: settings.integer("PORT", { fallback: 8080, min: 0, max: 65_535 }),
    };
  });
}

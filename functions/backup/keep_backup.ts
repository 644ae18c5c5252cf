import { type Backup, BackupError, momentOf } from "./backup.ts";
import { pruneJournal } from "./archive.ts";
import { isReferred, referredFolders } from "./references.ts";
import { chooseKept, type Retention } from "./retention.ts";
import type { Store } from "./store.ts";
import { describe, keepFile, keptContents, listBackups, removeOthers } from "./vault.ts";

/** Where things are. */
export interface KeepOptions {
  /** What dumping and proving left: dumps and roles, `id`, `rows`, `references`. */
  readonly work: Store;
  /** MLflow's artifacts. */
  readonly artifacts: Store;
  /** Takes the backup. */
  readonly store: Store;
  /** How long backups are kept. */
  readonly retention: Retention;
}

/** A backup that was kept, and what went for it. */
export interface Kept {
  readonly backup: Backup;
  /** Backups that are no longer kept. */
  readonly removed: readonly string[];
  /** Bytes that this freed. */
  readonly freedBytes: number;
}

/**
 * Keeps a backup that was dumped and proved. The artifacts are read after the dump was made: MLflow
 * registers nothing before its files are there, so all that the dump refers to is among them.
 *
 * @param options Where things are.
 * @returns What was kept.
 * @throws {BackupError} If a dump is not as it must be, or a file changes meanwhile.
 */
export async function keepBackup(options: KeepOptions): Promise<Kept> {
  const { work, artifacts, store, retention } = options;
  const textOf = async (name: string) => await new Response(await work.read(name)).text();
  const id = (await textOf("id")).trim();
  if (momentOf(id) === undefined) {
    throw new BackupError(`Cannot keep a backup as the dump's id must be a moment: is "${id}"`);
  }
  const rows = readRows(await textOf("rows"));
  const folders = referredFolders(await textOf("references"));
  const there = await keptContents(store);
  const dumps = [];
  for (const path of (await work.list("")).keys()) {
    if (/^[^/]+\.(dump|sql)$/.test(path)) {
      dumps.push(await keepFile(store, { from: work, path, there }));
    }
  }
  const files = [];
  for (const path of (await artifacts.list("")).keys()) {
    if (isReferred(path, folders)) {
      files.push(await keepFile(store, { from: artifacts, path, there }));
    }
  }
  const backup: Backup = { id, rows, dumps, artifacts: files };
  await describe(store, backup);
  const kept = chooseKept(await listBackups(store), retention);
  const needed = await pruneJournal(store, momentOf(id) ?? 0);
  return { backup, ...await removeOthers(store, { kept, needed }) };
}

function readRows(text: string): Record<string, number> {
  const lines = text.split("\n").filter((line) => line !== "");
  return Object.fromEntries(lines.map((line) => {
    const [table = "", count = ""] = line.split("\t");
    if (/^\d+$/.test(count)) return [table, Number(count)];
    throw new BackupError(`Cannot keep a backup as rows must be counted: "${line}"`);
  }));
}

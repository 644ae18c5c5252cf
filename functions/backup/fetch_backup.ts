import { type Backup, BackupError, type KeptFile, momentOf } from "./backup.ts";
import type { Store } from "./store.ts";
import { digest, giveBack, listBackups, readBackup } from "./vault.ts";

/** Where things go. */
export interface FetchOptions {
  readonly store: Store;
  /** Name of the backup, `latest`, or a moment (`2026-11-30T12:00:00Z`): the last one made until then. */
  readonly which: string;
  /** Takes the dumps. */
  readonly work: Store;
  /** MLflow's artifacts. */
  readonly artifacts: Store;
}

/**
 * Fetches a backup: its dumps, for Postgres to take, and MLflow's artifacts into their place.
 *
 * @param options Where things go.
 * @returns The backup.
 * @throws {BackupError} If there is none such, or its contents are damaged.
 */
export async function fetchBackup(
  { store, which, work, artifacts }: FetchOptions,
): Promise<Backup> {
  const backup = await readBackup(store, choose(await listBackups(store), which));
  for (const file of backup.dumps) await fetchFile(store, file, work);
  await fetchArtifacts({ store, files: backup.artifacts, artifacts });
  return backup;
}

/**
 * Fetches artifacts into their place. Files there that are right already stay, and so do others:
 * nothing refers to them.
 *
 * @param options What is fetched and where it goes.
 * @throws {BackupError} If contents are damaged.
 */
export async function fetchArtifacts(
  { store, files, artifacts }: { store: Store; files: readonly KeptFile[]; artifacts: Store },
): Promise<void> {
  const there = await artifacts.list("");
  for (const file of files) {
    const isThere = there.get(file.path)?.sizeBytes === file.sizeBytes &&
      (await digest(await artifacts.read(file.path))).sha256 === file.sha256;
    if (!isThere) await fetchFile(store, file, artifacts);
  }
}

/**
 * Chooses a backup.
 *
 * @param ids Names of all, the oldest first.
 * @param which A name, `latest`, or a moment.
 * @returns Its name.
 * @throws {BackupError} If there is none such, with those that there are.
 */
export function choose(ids: readonly string[], which: string): string {
  const moment = momentOf(which) ?? Date.parse(which);
  const found = which === "latest"
    ? ids.at(-1)
    : ids.findLast((id) => id === which || (momentOf(id) ?? Infinity) <= moment);
  if (found !== undefined) return found;
  const known = ids.length === 0 ? "there is none" : `there are ${ids.join(", ")}`;
  throw new BackupError(
    `Cannot restore "${which}" as it must be a backup, a moment after one, or "latest": ${known}`,
  );
}

async function fetchFile(store: Store, file: KeptFile, to: Store): Promise<void> {
  if (file.path.split("/").includes("..")) {
    throw new BackupError(`Cannot restore "${file.path}" as it must stay below its folder`);
  }
  await to.write(file.path, await giveBack(store, file));
}

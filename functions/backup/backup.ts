/** A file of a backup. */
export interface KeptFile {
  /** Where it belongs: a path below the artifacts' folder, or a dump's name. */
  readonly path: string;
  /** Its contents, as lower-case hexadecimal digits; the contents lie in the store under this name. */
  readonly sha256: string;
  /** Its size. */
  readonly sizeBytes: number;
}

/** What a backup holds and what proved it, as it stands in the store's `backups/ID.json`. */
export interface Backup {
  /** The moment of its snapshot in UTC, `2026-11-30T03-00-07Z`; sorts by time. */
  readonly id: string;
  /** Rows by table, `mlflow.public.runs`: counted in the snapshot, and again in the restored copy. */
  readonly rows: Readonly<Record<string, number>>;
  /** A dump in pg_dump's custom format for each database, and what gives back its owner and rights. */
  readonly dumps: readonly KeptFile[];
  /** Files of runs and models that the dump refers to. */
  readonly artifacts: readonly KeptFile[];
}

/** A store or a backup cannot be used; the message says which, why and what to do. */
export class BackupError extends Error {
  override readonly name = "BackupError";
}

/** A file went or changed while it was read: another look may find it as it should be. */
export class UnsteadyFileError extends BackupError {}

/**
 * Reads a backup's description.
 *
 * @param text JSON of the file.
 * @param name Its name, for the message.
 * @returns The description.
 * @throws {BackupError} If it is none.
 */
export function parseBackup(text: string, name: string): Backup {
  let value: Partial<Backup>;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw new BackupError(`Cannot read ${name} as it must be JSON: it is not`, { cause });
  }
  const { id, rows, dumps, artifacts } = value;
  if (
    typeof id !== "string" || momentOf(id) === undefined || typeof rows !== "object" ||
    !areFiles(dumps) || !areFiles(artifacts)
  ) {
    throw new BackupError(
      `Cannot read ${name} as it must hold id, rows, dumps and artifacts: it does not`,
    );
  }
  return { id, rows, dumps, artifacts };
}

function areFiles(value: unknown): value is readonly KeptFile[] {
  return Array.isArray(value) &&
    value.every(({ path, sha256, sizeBytes }) =>
      typeof path === "string" && /^[0-9a-f]{64}$/.test(sha256) && Number.isInteger(sizeBytes)
    );
}

/**
 * Names a backup.
 *
 * @param moment Moment of its snapshot, in ms since 1970.
 * @returns Its name, without a colon, which not every file system takes.
 */
export function idOf(moment: number): string {
  return new Date(moment).toISOString().replace(/\.\d+Z$/, "Z").replaceAll(":", "-");
}

/**
 * Tells when a backup was made.
 *
 * @param id Its name.
 * @returns The moment of its snapshot in ms since 1970, or `undefined` if the name is no backup's.
 */
export function momentOf(id: string): number | undefined {
  const [, day, hour, minute, second] = /^(\d{4}-\d\d-\d\d)T(\d\d)-(\d\d)-(\d\d)Z$/.exec(id) ?? [];
  if (day === undefined) return undefined;
  const moment = Date.parse(`${day}T${hour}:${minute}:${second}Z`);
  return Number.isNaN(moment) ? undefined : moment;
}

import type { Backup } from "./backup.ts";

/** Sizes of a backup's parts. */
export interface BackupSizes {
  readonly rows: number;
  readonly dumpBytes: number;
  readonly nArtifacts: number;
  readonly artifactBytes: number;
}

/**
 * Adds up what a backup holds.
 *
 * @param backup The backup.
 * @returns Its sizes.
 */
export function sizesOf({ rows, dumps, artifacts }: Backup): BackupSizes {
  const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);
  return {
    rows: sum(Object.values(rows)),
    dumpBytes: sum(dumps.map(({ sizeBytes }) => sizeBytes)),
    nArtifacts: artifacts.length,
    artifactBytes: sum(artifacts.map(({ sizeBytes }) => sizeBytes)),
  };
}

/**
 * Tells a backup in a line.
 *
 * @param backup The backup.
 * @returns Its name and sizes.
 */
export function showBackup(backup: Backup): string {
  const { rows, dumpBytes, nArtifacts, artifactBytes } = sizesOf(backup);
  const megabytes = (bytes: number) => `${(bytes / 1e6).toFixed(1)} MB`;
  return `${backup.id}  ${rows} rows, dumps ${megabytes(dumpBytes)}, ` +
    `${nArtifacts} artifacts ${megabytes(artifactBytes)}`;
}

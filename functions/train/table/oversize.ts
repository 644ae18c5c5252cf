const MIB = 2 ** 20;
/** Share of its memory that a service gives to a model file, at most so much, and the memory that it has. */
const SERVICE = { share: 8, mostMib: 256, memoryMib: 512 };

/**
 * Tells of a model file that is too large for a prediction service as it is set by default.
 *
 * @param nBytes Size of the file.
 * @returns The sentence, or `null` if any service takes it.
 */
export function oversizeOf(nBytes: number): string | null {
  const mib = Math.ceil(nBytes / MIB);
  if (mib <= SERVICE.memoryMib / SERVICE.share) return null;
  const takes = mib <= SERVICE.mostMib
    ? `a service takes it from MEMORY_LIMIT_MIB=${mib * SERVICE.share} on`
    : `a service takes at most ${SERVICE.mostMib} MiB`;
  return `model.onnx has ${mib} MiB: ${takes}; fewer trees (--n-estimators) or larger leaves ` +
    "(--min-samples-leaf) make it smaller";
}

/** Columns whose description a service reads: some 160 values of each, 200 000 in all, 4 MiB of text. */
const MOST_COLUMNS = 1_200;

/**
 * Tells of a model of more columns than a prediction service reads the description of.
 *
 * @param nColumns Number of columns that the model takes.
 * @returns The sentence, or `null` if a service takes them.
 */
export function tooManyColumns(nColumns: number): string | null {
  if (nColumns <= MOST_COLUMNS) return null;
  return `the model takes ${nColumns} columns: a service takes some ${MOST_COLUMNS} at most; ` +
    'a schema leaves columns out ({"kind": "ignore"})';
}

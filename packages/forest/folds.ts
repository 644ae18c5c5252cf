import { checkSeed, RandomState } from "./random_state.ts";

/** How rows are divided. */
export interface FoldOptions {
  /** Number of folds, >= 2. */
  readonly nFolds: number;
  /** Seed of a shuffle, integer in `[0, 2^32)`; `null`, the default: rows stay in their order. */
  readonly randomState?: number | null;
}

/**
 * Divides rows into folds of equal size (scikit-learn's `KFold`).
 *
 * @param nRows Number of rows.
 * @param options How many folds, and whether shuffled.
 * @returns Rows of each fold, ascending, shape `[nFolds][..]`.
 * @throws {RangeError} If there are fewer rows than folds.
 */
export function kFold(nRows: number, options: FoldOptions): Int32Array[] {
  const { nFolds } = options;
  const random = shuffler(options);
  if (nRows < nFolds) {
    throw new RangeError(
      `Cannot divide rows as there must be one for each of ${nFolds} folds: are ${nRows}`,
    );
  }
  const rows = Int32Array.from({ length: nRows }, (_, row) => row);
  random?.shuffle(rows);
  const size = Math.floor(nRows / nFolds);
  let start = 0;
  return Array.from({ length: nFolds }, (_, fold) => {
    const end = start + size + (fold < nRows % nFolds ? 1 : 0);
    const part = rows.slice(start, end).sort();
    start = end;
    return part;
  });
}

/**
 * Divides rows into folds in which each class has the same share (scikit-learn's `StratifiedKFold`).
 *
 * @param labels Class label of each row, shape `[nRows]`.
 * @param options How many folds, and whether shuffled.
 * @returns Rows of each fold, ascending, shape `[nFolds][..]`.
 * @throws {RangeError} If no class has as many rows as there are folds.
 */
export function stratifiedKFold(labels: Int32Array, options: FoldOptions): Int32Array[] {
  const { nFolds } = options;
  const random = shuffler(options);
  // Classes by first appearance.
  const rowsOf = new Map<number, number[]>();
  for (const [row, label] of labels.entries()) {
    const rows = rowsOf.get(label);
    if (rows === undefined) rowsOf.set(label, [row]);
    else rows.push(row);
  }
  const classes = [...rowsOf.values()];
  if (classes.every(({ length }) => length < nFolds)) {
    throw new RangeError(
      `Cannot divide rows as some class must have one for each of ${nFolds} folds: the largest has ` +
        `${Math.max(0, ...classes.map(({ length }) => length))}`,
    );
  }
  const sorted = classes.flatMap((rows, c) => rows.map(() => c));
  const foldOf = new Int32Array(labels.length);
  for (const [c, rows] of classes.entries()) {
    const folds = Array.from({ length: nFolds }, (_, fold) => {
      const nOfClass = sorted.filter((other, at) => at % nFolds === fold && other === c).length;
      return new Array<number>(nOfClass).fill(fold);
    }).flat();
    random?.shuffle(folds);
    for (const [at, row] of rows.entries()) foldOf[row] = folds[at]!;
  }
  return Array.from({ length: nFolds }, (_, fold) => {
    return Int32Array.from([...foldOf.keys()].filter((row) => foldOf[row] === fold));
  });
}

function shuffler({ nFolds, randomState = null }: FoldOptions): RandomState | null {
  if (!Number.isInteger(nFolds) || nFolds < 2) {
    throw new RangeError(`Cannot divide rows as nFolds must be an integer >= 2: is ${nFolds}`);
  }
  if (randomState === null) return null;
  checkSeed(randomState, "divide rows");
  return new RandomState(randomState);
}

import { checkSeed, RandomState } from "./random_state.ts";

/** Row positions of both parts, in the order scikit-learn gives them. */
export interface TrainTestSplit {
  /** Rows to train on. */
  readonly train: Int32Array;
  /** Rows to test on. */
  readonly test: Int32Array;
}

/** How to split. */
export interface SplitOptions {
  /** Share of the rows to test on, in (0, 1), rounded up to whole rows; or their number. */
  readonly testSize: number;
  /** Share of the rows to train on, rounded down, or their number; by default all others. */
  readonly trainSize?: number;
  /** Seed, integer in `[0, 2^32)`. */
  readonly randomState: number;
  /** Whether each class gets the same share of both parts; else rows are drawn whatever they are. */
  readonly stratify: boolean;
}

/**
 * Splits rows into a training and a test part, as scikit-learn's `train_test_split(...)` does.
 *
 * @param labels Class label of each row; without `stratify` only their number counts, shape `[nRows]`.
 * @param options How to split.
 * @returns Row positions.
 * @throws {RangeError} If an option is out of range, a class has a single row, or a part would hold
 * fewer rows than there are classes.
 */
export function trainTestSplit(
  labels: Int32Array | Float64Array,
  options: SplitOptions,
): TrainTestSplit {
  const { randomState, stratify } = options;
  checkSeed(randomState, "split");
  const { nTrain, nTest } = partSizes(labels.length, options);
  const random = new RandomState(randomState);
  if (!stratify) {
    if (Math.min(nTrain, nTest) < 1) {
      throw new RangeError(
        `Cannot split as both parts must hold a row: would hold ${nTrain} and ${nTest} rows`,
      );
    }
    const order = random.permutation(labels.length);
    return { train: order.slice(nTest, nTest + nTrain), test: order.slice(0, nTest) };
  }
  return splitByClass(rowsByClass(labels), { nTrain, nTest, random });
}

function partSizes(
  nRows: number,
  { testSize, trainSize }: SplitOptions,
): { readonly nTrain: number; readonly nTest: number } {
  const isSize = (size: number) => size > 0 && (size < 1 || size > 1 && Number.isInteger(size));
  if (!isSize(testSize)) {
    throw new RangeError(`Cannot split as testSize must be in (0, 1): is ${testSize}`);
  }
  const nTest = testSize < 1 ? Math.ceil(testSize * nRows) : testSize;
  if (trainSize === undefined) return { nTrain: nRows - nTest, nTest };
  if (!isSize(trainSize)) {
    throw new RangeError(
      `Cannot split as trainSize must be in (0, 1) or an integer >= 2: is ${trainSize}`,
    );
  }
  const nTrain = trainSize < 1 ? Math.floor(trainSize * nRows) : trainSize;
  if (nTrain + nTest > nRows) {
    throw new RangeError(
      `Cannot split as both parts must fit into ${nRows} rows: would hold ${nTrain} and ${nTest}`,
    );
  }
  return { nTrain, nTest };
}

function splitByClass(
  rows: readonly (readonly number[])[],
  { nTrain, nTest, random }: {
    readonly nTrain: number;
    readonly nTest: number;
    readonly random: RandomState;
  },
): TrainTestSplit {
  const counts = rows.map(({ length }) => length);
  if (counts.some((count) => count < 2)) {
    throw new RangeError(
      `Cannot split as every class must have at least 2 rows: one of ${counts.length} has 1`,
    );
  }
  if (Math.min(nTrain, nTest) < Math.max(1, counts.length)) {
    throw new RangeError(
      `Cannot split as both parts must hold a row of each of ${counts.length} classes: ` +
        `would hold ${nTrain} and ${nTest} rows`,
    );
  }
  const trainCounts = approximateMode(counts, nTrain, random);
  const testCounts = approximateMode(counts.map((n, c) => n - trainCounts[c]!), nTest, random);
  const train: number[] = [];
  const test: number[] = [];
  for (const [c, positions] of rows.entries()) {
    const shuffled = Array.from(random.permutation(positions.length), (at) => positions[at]!);
    const border = trainCounts[c]!;
    for (const row of shuffled.slice(0, border)) train.push(row);
    for (const row of shuffled.slice(border, border + testCounts[c]!)) test.push(row);
  }
  random.shuffle(train);
  random.shuffle(test);
  return { train: Int32Array.from(train), test: Int32Array.from(test) };
}

function rowsByClass(labels: Int32Array | Float64Array): number[][] {
  const rows = new Map<number, number[]>();
  for (const [row, label] of labels.entries()) {
    const positions = rows.get(label);
    if (positions === undefined) rows.set(label, [row]);
    else positions.push(row);
  }
  return [...rows].sort(([a], [b]) => a - b).map(([, positions]) => positions);
}

/**
 * Draws class counts close to the most likely ones of a draw without replacement
 * (scikit-learn's `_approximate_mode`, `sklearn/utils/extmath.py`).
 *
 * @param counts Rows of each class, shape `[nClasses]`.
 * @param draws Rows to draw.
 * @param random Breaks ties between equal remainders.
 * @returns Rows to draw of each class, shape `[nClasses]`.
 */
export function approximateMode(
  counts: readonly number[],
  draws: number,
  random: RandomState,
): number[] {
  const total = counts.reduce((sum, count) => sum + count, 0);
  // Divided first, then multiplied: the other order rounds differently.
  const continuous = counts.map((count) => count / total * draws);
  const floored = continuous.map(Math.floor);
  let missing = draws - floored.reduce((sum, count) => sum + count, 0);
  const remainders = continuous.map((value, c) => value - floored[c]!);
  for (const remainder of [...new Set(remainders)].sort((a, b) => b - a)) {
    if (missing <= 0) break;
    const tied = remainders.flatMap((value, c) => value === remainder ? [c] : []);
    const taken = Math.min(tied.length, missing);
    const order = random.permutation(tied.length);
    for (let i = 0; i < taken; i++) floored[tied[order[i]!]!]!++;
    missing -= taken;
  }
  return floored;
}

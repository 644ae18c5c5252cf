import { RandomState } from "./random_state.ts";

/** Row positions of both parts, in the order scikit-learn gives them. */
export interface TrainTestSplit {
  /** Rows to train on. */
  readonly train: Int32Array;
  /** Rows to test on. */
  readonly test: Int32Array;
}

/**
 * Splits rows into a training and a test part in which each class has the same share, as
 * scikit-learn's `train_test_split(..., stratify=y)` does.
 *
 * @param labels Class label of each row, shape `[nRows]`.
 * @param options `testSize` is the share of test rows in (0, 1), `randomState` the seed.
 * @returns Row positions.
 * @throws {RangeError} If a class has a single row, or a part would hold fewer rows than classes.
 */
export function trainTestSplit(
  labels: Int32Array,
  options: { readonly testSize: number; readonly randomState: number; readonly stratify: true },
): TrainTestSplit {
  const nTest = Math.ceil(options.testSize * labels.length);
  const nTrain = labels.length - nTest;
  const classes = [...new Set(labels)].sort((a, b) => a - b);
  const rows = classes.map((label) => {
    const positions: number[] = [];
    labels.forEach((value, row) => value === label && positions.push(row));
    return positions;
  });
  const counts = rows.map((positions) => positions.length);
  if (counts.some((count) => count < 2)) {
    throw new RangeError("Cannot split stratified as every class must have at least 2 rows");
  }
  if (nTrain < classes.length || nTest < classes.length) {
    throw new RangeError(
      `Cannot split stratified as both parts must hold at least one row of ${classes.length} classes: ` +
        `would hold ${nTrain} and ${nTest}`,
    );
  }
  const random = new RandomState(options.randomState);
  const trainCounts = approximateMode(counts, nTrain, random);
  const testCounts = approximateMode(counts.map((n, c) => n - trainCounts[c]!), nTest, random);
  const train: number[] = [];
  const test: number[] = [];
  for (const [c, positions] of rows.entries()) {
    const shuffled = Array.from(random.permutation(positions.length), (at) => positions[at]!);
    const border = trainCounts[c]!;
    train.push(...shuffled.slice(0, border));
    test.push(...shuffled.slice(border, border + testCounts[c]!));
  }
  random.shuffle(train);
  random.shuffle(test);
  return { train: Int32Array.from(train), test: Int32Array.from(test) };
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

/** Rows whose probabilities of a class are alike. */
export interface CalibrationBin {
  /** Their mean probability. */
  readonly predicted: number;
  /** The share of them that are of the class. */
  readonly observed: number;
  /** How many they are. */
  readonly nRows: number;
}

/**
 * Compares probabilities with what came true, in ten bins of equal width, as scikit-learn's
 * `calibration_curve` does.
 *
 * @param isOfClass Whether each row is of the class, shape `[nRows]`.
 * @param probabilities Its probabilities.
 * @returns The bins that hold rows, ascending.
 */
export function calibrationBins(
  isOfClass: readonly boolean[],
  probabilities: Float64Array,
): CalibrationBin[] {
  const bins = Array.from({ length: 10 }, () => ({ sum: 0, nTrue: 0, nRows: 0 }));
  isOfClass.forEach((isTrue, row) => {
    const bin = bins[Math.min(9, Math.floor(10 * probabilities[row]!))]!;
    bin.sum += probabilities[row]!;
    bin.nTrue += Number(isTrue);
    bin.nRows++;
  });
  return bins.filter(({ nRows }) => nRows > 0).map(({ sum, nTrue, nRows }) => ({
    predicted: sum / nRows,
    observed: nTrue / nRows,
    nRows,
  }));
}

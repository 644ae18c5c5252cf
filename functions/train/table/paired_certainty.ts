import { RandomState, type Target } from "@mlops/forest";
import { isLessBetter } from "../promotion/is_less_better.ts";
import { likelyClasses, measure } from "./measure.ts";

/** Resamples of a bootstrap, fewer where there are many rows. */
const MAX_RESAMPLES = 1000;
const MIN_RESAMPLES = 100;
const MAX_ROWS_DRAWN = 5_000_000;

/**
 * Says how sure it is that two models differ in a metric, as both predicted the same rows: McNemar's
 * exact test for the accuracy (McNemar, "Note on the sampling error of the difference between correlated
 * proportions or percentages", 1947), a paired bootstrap for all others (Efron and Tibshirani, "An
 * Introduction to the Bootstrap", 1993).
 *
 * @param metric Name of the metric.
 * @param truth What is true of the rows.
 * @param values What the earlier model and the new one predict, row-major `[nRows, nOutputs]`.
 * @returns Half a sentence for people.
 */
export function certaintyOf(
  metric: string,
  truth: Target,
  values: readonly [earlier: Float64Array, later: Float64Array],
): string {
  if (metric === "accuracy" && truth.kind === "classes") {
    const rights = values.map((one) => {
      const predicted = likelyClasses(one, truth.nClasses);
      return truth.classOf.map((c, row) => c === predicted[row] ? 1 : 0);
    });
    let [nLost, nGained] = [0, 0];
    for (let row = 0; row < truth.classOf.length; row++) {
      const change = rights[1]![row]! - rights[0]![row]!;
      if (change > 0) nGained++;
      else if (change < 0) nLost++;
    }
    const p = mcNemarP(nGained, nLost);
    return `${nGained} rows gained and ${nLost} lost, McNemar's exact p = ${p.toPrecision(2)}`;
  }
  return bootstrap(metric, truth, values);
}

/**
 * Computes the two-sided p-value of McNemar's exact test: how likely the gains and losses of rows are so
 * uneven if each is a coin toss.
 *
 * @param nGained Rows that only the one has right.
 * @param nLost Rows that only the other has right.
 * @returns In (0, 1]; 1 if there are none.
 */
export function mcNemarP(nGained: number, nLost: number): number {
  const n = nGained + nLost;
  const least = Math.min(nGained, nLost);
  // Logarithms, as 2^-n is no double for a thousand rows.
  let logTerm = -n * Math.LN2;
  let sum = 0;
  for (let k = 0; k <= least; k++) {
    sum += Math.exp(logTerm);
    logTerm += Math.log((n - k) / (k + 1));
  }
  return Math.min(1, 2 * sum);
}

function bootstrap(
  metric: string,
  truth: Target,
  values: readonly [Float64Array, Float64Array],
): string {
  const nRows = truth.kind === "classes" ? truth.classOf.length : truth.numbers.length;
  const nOutputs = values[0].length / nRows;
  const nResamples = Math.max(
    MIN_RESAMPLES,
    Math.min(MAX_RESAMPLES, Math.floor(MAX_ROWS_DRAWN / nRows)),
  );
  const random = new RandomState(0);
  const sign = isLessBetter(metric) ? -1 : 1;
  const gains: number[] = [];
  for (let resample = 0; resample < nResamples; resample++) {
    const rows = Int32Array.from({ length: nRows }, () => random.randint(0, nRows));
    const drawn = takeTarget(truth, rows);
    const [earlier, later] = values.map((one) => {
      const taken = new Float64Array(nRows * nOutputs);
      rows.forEach((row, at) => {
        for (let k = 0; k < nOutputs; k++) taken[at * nOutputs + k] = one[row * nOutputs + k]!;
      });
      return measure(drawn, taken)[metric] ?? NaN;
    });
    const gain = sign * (later! - earlier!);
    if (!Number.isNaN(gain)) gains.push(gain);
  }
  if (gains.length === 0) return "too few test rows to say how sure that is";
  gains.sort((a, b) => a - b);
  const nBetter = gains.filter((gain) => gain > 0).length;
  const at = (share: number) => sign * gains[Math.round(share * (gains.length - 1))]!;
  const [low, high] = [at(0.025), at(0.975)].sort((a, b) => a - b);
  return `better in ${(100 * nBetter / gains.length).toFixed(0)} % of ${gains.length} paired ` +
    `bootstrap resamples, difference ${low!.toPrecision(3)} to ${high!.toPrecision(3)} in 95 %`;
}

function takeTarget(target: Target, rows: Int32Array): Target {
  return target.kind === "classes"
    ? { ...target, classOf: rows.map((row) => target.classOf[row]!) }
    : { kind: "numbers", numbers: Float64Array.from(rows, (row) => target.numbers[row]!) };
}

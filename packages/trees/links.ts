import { float64Array, int32Array, type Prediction } from "@mlops/model";

/**
 * Turns the scores of rows into a prediction: what stands behind the trees of a boosted model.
 *
 * @param scores Row-major `[nRows, nScores]`; the link may write its result there.
 * @param nRows Number of rows.
 * @returns Values and, where they are not the first largest ones', labels.
 */
export type Link = (scores: Float64Array, nRows: number) => Prediction;

/**
 * The logistic function as SciPy, LightGBM and CatBoost compute it: in this order, in float64.
 *
 * @param x Any number.
 * @returns In `[0, 1]`.
 */
export function sigmoid(x: number): number {
  return 1 / (1 + Math.exp(-x));
}

/**
 * Makes the link of two classes whose one score tells the second one's probability.
 *
 * @param probability Probability of the second class by the score.
 * @param isSecond Whether a score means the second class; without it the larger probability tells.
 * @returns The link.
 */
export function twoClassLink(
  probability: (score: number) => number,
  isSecond: ((score: number) => boolean) | null = null,
): Link {
  return (scores, nRows) => {
    const values = float64Array(2 * nRows);
    const labels = isSecond === null ? null : int32Array(nRows);
    for (let row = 0; row < nRows; row++) {
      const score = scores[row]!;
      const p = probability(score);
      values[2 * row] = 1 - p;
      values[2 * row + 1] = p;
      if (labels !== null) labels[row] = isSecond!(score) ? 1 : 0;
    }
    return { values, labels };
  };
}

/**
 * Makes the link that applies a function to each score.
 *
 * @param value The function.
 * @returns The link.
 */
export function eachScoreLink(value: (score: number) => number): Link {
  return (scores) => {
    for (let i = 0; i < scores.length; i++) scores[i] = value(scores[i]!);
    return { values: scores, labels: null };
  };
}

/**
 * Makes the softmax of several classes in float64: less the largest score, divided by the sum in the
 * order of the classes.
 *
 * @param nClasses Number of classes, each with a score.
 * @param labelsBy What the largest of decides the class, the first one winning; scores may differ where
 * the probabilities are rounded to the same number.
 * @returns The link.
 */
export function softmaxLink(nClasses: number, labelsBy: "scores" | "values"): Link {
  return (scores, nRows) => {
    const labels = labelsBy === "scores" ? int32Array(nRows) : null;
    for (let row = 0; row < nRows; row++) {
      const at = row * nClasses;
      let best = 0;
      for (let k = 1; k < nClasses; k++) if (scores[at + k]! > scores[at + best]!) best = k;
      const largest = scores[at + best]!;
      if (labels !== null) labels[row] = best;
      let sum = 0;
      for (let k = 0; k < nClasses; k++) {
        const e = Math.exp(scores[at + k]! - largest);
        scores[at + k] = e;
        sum += e;
      }
      for (let k = 0; k < nClasses; k++) scores[at + k]! /= sum;
    }
    return { values: scores, labels };
  };
}

import { sigmoid } from "@mlops/trees";

/** Makes the outputs of one row, probabilities in most cases, of its scores: in its own part of `values`. */
export type LinearLink = (scores: Float64Array, values: Float64Array) => void;

/**
 * Makes the probability of the second of two classes of its score, and that of the first.
 *
 * @param scores The score.
 * @param values Where both probabilities go.
 */
export function secondClassLink(scores: Float64Array, values: Float64Array): void {
  const p = sigmoid(scores[0]!);
  values[0] = 1 - p;
  values[1] = p;
}

/**
 * Makes probabilities by the softmax of one score a class.
 *
 * @param scores The scores, at least one.
 * @param values Where the probabilities go.
 */
export function rowSoftmax(scores: Float64Array, values: Float64Array): void {
  const largest = Math.max(...scores);
  let sum = 0;
  for (let k = 0; k < scores.length; k++) {
    values[k] = Math.exp(scores[k]! - largest);
    sum += values[k]!;
  }
  for (let k = 0; k < scores.length; k++) values[k]! /= sum;
}

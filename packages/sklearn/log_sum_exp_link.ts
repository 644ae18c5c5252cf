import type { Link } from "@mlops/trees";

/**
 * Makes the softmax that takes a logarithm on its way, `exp(score - log(sum(exp(scores))))`, with the
 * largest score taken out: that of scikit-learn 1.3, and of all its naive Bayes.
 *
 * @param nClasses Number of classes, each with a score.
 * @returns The link; the class is that of the first largest score.
 */
export function logSumExpLink(nClasses: number): Link {
  return (scores, nRows) => {
    const labels = new Int32Array(nRows);
    for (let row = 0; row < nRows; row++) {
      const own = scores.subarray(row * nClasses, (row + 1) * nClasses);
      const largest = Math.max(...own);
      labels[row] = own.indexOf(largest);
      let sum = 0;
      for (const score of own) sum += Math.exp(score - largest);
      const logSum = Math.log(sum) + largest;
      for (let k = 0; k < nClasses; k++) own[k] = Math.exp(own[k]! - logSum);
    }
    return { values: scores, labels };
  };
}

/**
 * Share of rows whose predicted label is right.
 *
 * @param yTrue True labels, shape `[nRows]`.
 * @param yPred Predicted labels, shape `[nRows]`.
 * @returns In `[0, 1]`.
 */
export function accuracy(yTrue: Int32Array, yPred: Int32Array): number {
  let right = 0;
  for (let row = 0; row < yTrue.length; row++) if (yTrue[row] === yPred[row]) right++;
  return right / yTrue.length;
}

/**
 * Share of rows predicted 1 that are 1; 0 if none is predicted, as scikit-learn with its warning.
 *
 * @param yTrue True labels, 0 or 1, shape `[nRows]`.
 * @param yPred Predicted labels, 0 or 1, shape `[nRows]`.
 * @returns In `[0, 1]`.
 */
export function precision(yTrue: Int32Array, yPred: Int32Array): number {
  const { truePositives, falsePositives } = count(yTrue, yPred);
  return ratio(truePositives, truePositives + falsePositives);
}

/**
 * Share of rows that are 1 that are predicted so; 0 if there is none, as scikit-learn with its warning.
 *
 * @param yTrue True labels, 0 or 1, shape `[nRows]`.
 * @param yPred Predicted labels, 0 or 1, shape `[nRows]`.
 * @returns In `[0, 1]`.
 */
export function recall(yTrue: Int32Array, yPred: Int32Array): number {
  const { truePositives, falseNegatives } = count(yTrue, yPred);
  return ratio(truePositives, truePositives + falseNegatives);
}

/**
 * Harmonic mean of precision and recall, as one division: `2 tp / (2 tp + fp + fn)`.
 *
 * @param yTrue True labels, 0 or 1, shape `[nRows]`.
 * @param yPred Predicted labels, 0 or 1, shape `[nRows]`.
 * @returns In `[0, 1]`.
 */
export function f1Score(yTrue: Int32Array, yPred: Int32Array): number {
  const { truePositives, falsePositives, falseNegatives } = count(yTrue, yPred);
  return ratio(2 * truePositives, 2 * truePositives + falsePositives + falseNegatives);
}

/**
 * Counts rows by true and predicted label.
 *
 * @param yTrue True labels, shape `[nRows]`.
 * @param yPred Predicted labels, shape `[nRows]`.
 * @returns Row of the true label, column of the predicted one, over all labels that occur, ascending.
 */
export function confusionMatrix(yTrue: Int32Array, yPred: Int32Array): number[][] {
  const labels = [...new Set([...yTrue, ...yPred])].sort((a, b) => a - b);
  const matrix = labels.map(() => labels.map(() => 0));
  for (let row = 0; row < yTrue.length; row++) {
    matrix[labels.indexOf(yTrue[row]!)]![labels.indexOf(yPred[row]!)]!++;
  }
  return matrix;
}

function ratio(part: number, whole: number): number {
  return whole === 0 ? 0 : part / whole;
}

function count(yTrue: Int32Array, yPred: Int32Array) {
  let truePositives = 0;
  let falsePositives = 0;
  let falseNegatives = 0;
  for (let row = 0; row < yTrue.length; row++) {
    if (yPred[row] === 1) yTrue[row] === 1 ? truePositives++ : falsePositives++;
    else if (yTrue[row] === 1) falseNegatives++;
  }
  return { truePositives, falsePositives, falseNegatives };
}

import type { ForestParams } from "../forest_params.ts";
import type { Target } from "../training_table.ts";

/**
 * Multiplies the weights of rows with those of their classes, but for `"balanced_subsample"`, which each
 * bootstrap sample decides anew ({@linkcode treeWeights}).
 *
 * @param target What the trees are to tell.
 * @param params The hyper-parameters.
 * @param weights Weight of each row, or `null` if all weigh 1, shape `[nSamples]`.
 * @returns The products, or `null` if all weigh 1, shape `[nSamples]`.
 * @throws {RangeError} If there is not a weight for each class.
 */
export function withClassWeights(
  target: Target,
  params: Pick<ForestParams, "classWeight" | "bootstrap">,
  weights: Float64Array | null,
): Float64Array | null {
  const { classWeight, bootstrap } = params;
  if (target.kind !== "classes" || classWeight === null) return weights;
  const { classOf, nClasses } = target;
  if (typeof classWeight === "string") {
    if (classWeight === "balanced_subsample" && bootstrap) return weights;
    const counts = new Float64Array(nClasses);
    for (const c of classOf) counts[c]!++;
    return weighByClass(classOf, balancedWeights(counts), weights);
  }
  if (classWeight.length !== nClasses) {
    throw new RangeError(
      `Cannot fit a forest as classWeight must have a weight for each of ${nClasses} classes: has ` +
        `${classWeight.length}`,
    );
  }
  return weighByClass(classOf, classWeight, weights);
}

/**
 * Weighs classes so that each counts the same (scikit-learn's `class_weight="balanced"`).
 *
 * @param counts Rows of each class, shape `[nClasses]`.
 * @returns Weight of each class; 0 of one without rows, shape `[nClasses]`.
 */
export function balancedWeights(counts: Float64Array): Float64Array {
  let nRows = 0;
  let nOccurring = 0;
  for (const count of counts) {
    nRows += count;
    if (count > 0) nOccurring++;
  }
  return counts.map((count) => count > 0 ? nRows / (nOccurring * count) : 0);
}

function weighByClass(
  classOf: Int32Array,
  classWeight: ArrayLike<number>,
  weights: Float64Array | null,
): Float64Array {
  return Float64Array.from(classOf, (c, row) => {
    return weights === null ? classWeight[c]! : weights[row]! * classWeight[c]!;
  });
}

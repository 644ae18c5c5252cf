import { UnsupportedModelError } from "./unsupported_model_error.ts";

/**
 * Chooses the class labels of a model: those in its graph, else those that came with it, else
 * 0, 1, ….
 *
 * @param nColumns Probabilities that the model gives for a row.
 * @param inGraph Labels that its graph holds, if any.
 * @param beside Labels that came with it, if any.
 * @returns The labels, shape `[nColumns]`.
 * @throws {UnsupportedModelError} If the model gives fewer than two probabilities, or another number
 * than there are labels.
 */
export function chooseClasses(
  nColumns: number,
  inGraph: readonly (number | string)[] | null,
  beside: readonly (number | string)[] | undefined,
): readonly (number | string)[] {
  const classes = inGraph ?? beside ?? Array.from({ length: nColumns }, (_, index) => index);
  if (nColumns >= 2 && classes.length === nColumns) return classes;
  throw new UnsupportedModelError(
    `Cannot load model as it must give a probability for each of at least 2 classes: gives ${nColumns} for ${
      JSON.stringify(classes)
    }`,
  );
}

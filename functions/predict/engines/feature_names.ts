/**
 * Names the columns of a model.
 *
 * @param nFeatures How many it takes.
 * @param names Names that came with it, in order; without them, or with another number of them, which
 * whoever brought them is to tell, columns are numbered.
 * @returns The names, shape `[nFeatures]`.
 */
export function namesOf(nFeatures: number, names?: readonly string[]): readonly string[] {
  if (names?.length === nFeatures) return names;
  return Array.from({ length: nFeatures }, (_, index) => `input_${index}`);
}

import { type MlModel, type ModelMetadata, parseModelMetadata } from "@mlops/mlflow";

/** What the file `MLmodel` of a version says. */
export interface VersionDescription extends Omit<MlModel, "metadata"> {
  /** What the trainer wrote about the model. */
  readonly metadata: ModelMetadata;
}

/**
 * Reads what the trainer added to an `MLmodel` file.
 *
 * @param mlModel The parsed file.
 * @returns What all of it says.
 * @throws {ModelFormatError} If a known key holds a value of another type.
 */
export function describeVersion({ metadata, ...mlModel }: MlModel): VersionDescription {
  return { ...mlModel, metadata: parseModelMetadata(metadata) };
}

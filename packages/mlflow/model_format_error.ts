/** Refusal of an `MLmodel` file, or of the metadata in it. */
export class ModelFormatError extends SyntaxError {
  /**
   * Describes the fault.
   *
   * @param fault What must be how, and how it is, e.g. `"metadata.classes" must be a list: is of type string`.
   * @param options Carries the `cause`, if any.
   */
  constructor(fault: string, options?: ErrorOptions) {
    super(`Cannot read model description as ${fault}`, options);
    this.name = "ModelFormatError";
  }
}

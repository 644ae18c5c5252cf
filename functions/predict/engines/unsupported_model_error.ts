/** Thrown where no allowed engine can score a model; the message tells what the model has. */
export class UnsupportedModelError extends Error {
  /**
   * Describes why the model cannot be scored.
   *
   * @param message What is wrong with the model and what would help.
   * @param options Carries the `cause`, if any.
   */
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = "UnsupportedModelError";
  }
}

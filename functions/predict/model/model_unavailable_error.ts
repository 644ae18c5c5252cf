/** Thrown where a prediction is asked for and no model is in memory. */
export class ModelUnavailableError extends Error {
  /**
   * Says why there is none.
   *
   * @param reason Why, as the end of a sentence; safe to show.
   */
  constructor(reason: string) {
    super(`Cannot predict as no model is loaded: ${reason}`);
    this.name = "ModelUnavailableError";
  }
}

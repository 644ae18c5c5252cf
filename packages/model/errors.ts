/**
 * A model file that cannot be served: "damaged" (it breaks its own format), "unsupported" (a kind of
 * model that is not read, said with the way out), or "forbidden" (it would execute or open something).
 */
export class ModelError extends Error {
  /** Name of the class. */
  override readonly name: string = "ModelError";
  /** Which of the three. */
  readonly reason: "damaged" | "unsupported" | "forbidden";

  /**
   * Makes the error.
   *
   * @param reason Which of the three.
   * @param message What is wrong, where, and what to do, without a leading "Cannot …".
   * @param options With the `cause`, if there is one.
   */
  constructor(reason: ModelError["reason"], message: string, options?: ErrorOptions) {
    super(message, options);
    this.reason = reason;
  }
}

/** A value of a row that the model cannot score; it becomes a 422 that names row and feature. */
export class ValueError extends Error {
  /** Name of the class. */
  override readonly name = "ValueError";
  /** Number of the row, from 0. */
  readonly row: number;
  /** Index of the feature. */
  readonly feature: number;

  /**
   * Makes the error.
   *
   * @param row Number of the row, from 0.
   * @param feature Index of the feature.
   * @param message What is wrong with the value, beginning with "must": "must be one of 'a', 'b'".
   */
  constructor(row: number, feature: number, message: string) {
    super(message);
    this.row = row;
    this.feature = feature;
  }
}

import { ModelError } from "@mlops/model";

/**
 * Thrown where bytes are no ONNX model that this package reads. `reason` tells whether another engine
 * may try: a "damaged" file is refused by any, an "unsupported" one is sound as far as it was read but
 * holds another kind of model.
 */
export class OnnxError extends ModelError {
  /** Name of the class. */
  override readonly name = "OnnxError";
  /** Whether the file contradicts itself, or is only of another kind. */
  declare readonly reason: "damaged" | "unsupported";
  /** Position in the file of what was refused, in bytes, or `null` where it has none. */
  readonly offset: number | null;
  /**
   * Describes what was refused and where.
   *
   * @param reason Whether the file is damaged or of another kind.
   * @param message What was expected, and what is there instead.
   * @param offset Position in the file, in bytes; the message then ends with it.
   * @param options Carries the `cause`, if any.
   */
  constructor(
    reason: "damaged" | "unsupported",
    message: string,
    offset: number | null = null,
    options?: ErrorOptions,
  ) {
    const place = offset === null ? "" : ` at byte ${offset}`;
    super(reason, `Cannot read ONNX model as ${message}${place}`, options);
    this.offset = offset;
  }
}

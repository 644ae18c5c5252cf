/** The cluster, or a tool on the way to it, refused. */
export class ApplyError extends Error {
  /**
   * Describes the refusal.
   *
   * @param message "Cannot … as …: …", in one or more lines.
   * @param options Carries the `cause`, if any.
   */
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = "ApplyError";
  }

  /** What must hold and does not, for the sentence of a larger action: the message behind "Cannot … as". */
  get why(): string {
    return this.message.replace(/^Cannot .*? as /, "");
  }
}

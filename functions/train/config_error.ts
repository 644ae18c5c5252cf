/** Settings that cannot be used. Thrown before anything is fetched, trained or logged. */
export class ConfigError extends Error {
  /** Every fault, as `<name> must <constraint>: <current state>`; at least one. */
  readonly faults: readonly string[];

  /**
   * Lists the faults.
   *
   * @param faults What is wrong, one sentence each.
   */
  constructor(faults: readonly string[]) {
    super(`Cannot start the training as its settings must be valid: ${faults.join("; ")}`);
    this.name = "ConfigError";
    this.faults = faults;
  }
}

/** Refusal of a configuration, with every fault in it at once. */
export class ConfigError extends Error {
  /** One sentence for each fault. */
  readonly faults: readonly string[];

  /**
   * Lists the faults.
   *
   * @param faults One sentence for each, without secrets.
   */
  constructor(faults: readonly string[]) {
    super(`Cannot start as the configuration is wrong: ${faults.join("; ")}`);
    this.name = "ConfigError";
    this.faults = faults;
  }
}

/** The text of a table and where it came from. */
export interface Dataset {
  /** File name, e.g. `diabetes.csv`. */
  readonly name: string;
  /** The table as text. */
  readonly text: string;
  /** Lower-case hex SHA-256 of its bytes. */
  readonly sha256: string;
  /** Kind of the source in MLflow's words. */
  readonly sourceType: "local" | "http";
  /** Path or address, without credentials. */
  readonly source: string;
}

/** The bytes of a table and where it came from. */
export interface Dataset {
  /** File name, e.g. `penguins.csv`. */
  readonly name: string;
  /** The table's file, unpacked if it was packed by gzip. */
  readonly bytes: Uint8Array;
  /** Lower-case hex SHA-256 of the file as it came. */
  readonly sha256: string;
  /** Kind of the source in MLflow's words. */
  readonly sourceType: "local" | "http";
  /** Path or address, without credentials. */
  readonly source: string;
}

/** Something wrong in a table, and where. */
export interface DatasetFault {
  /** Line of the text, from 1; the header is line 1. */
  readonly line: number;
  /** Character of the line at which the cell starts, from 1. */
  readonly column: number;
  /** What must hold and what stands there instead. */
  readonly reason: string;
}

/** A text that is no table of the task. Carries the first faults, so that they are mended at once. */
export class DatasetSyntaxError extends SyntaxError {
  /** The first faults, in reading order; at least one. */
  readonly faults: readonly DatasetFault[];
  /** Line of the first fault, from 1. */
  readonly line: number;
  /** Column of the first fault, from 1. */
  readonly column: number;

  /**
   * Describes the faults.
   *
   * @param faults The faults found, in reading order; at least one.
   * @param nMore How many more there are.
   */
  constructor(faults: readonly [DatasetFault, ...DatasetFault[]], nMore = 0) {
    const list = faults.map(({ line, column, reason }) =>
      `line ${line}, column ${column}: ${reason}`
    );
    if (nMore > 0) list.push(`and ${nMore} more`);
    super(`Cannot read the table as every row must fit its columns: ${list.join("; ")}`);
    this.name = "DatasetSyntaxError";
    this.faults = faults;
    this.line = faults[0].line;
    this.column = faults[0].column;
  }
}

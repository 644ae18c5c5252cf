/** A cell on its way into a column. */
export interface CellPlace {
  /** Line of the file on which it stands, from 1; the row of a file without lines. */
  readonly line: number;
  /** Character of the line at which it starts, from 1. */
  readonly column: number;
}

/** Tells the place of a cell; asked for the few cells whose place matters. */
export interface CellFinder {
  /**
   * Finds a cell.
   *
   * @param offset Where it begins, in the bytes that the finder knows.
   * @returns Its place in the file.
   */
  place(offset: number): CellPlace;
}

/** A cell that decided something about its column: its text, and where it stands. */
export interface CellExample {
  /** What stands in it. */
  readonly text: string;
  /** Where. */
  readonly place: CellPlace;
}

/** Rows that are being filled. */
export interface RowBuffer {
  /** Row-major `[nRows, nFeatures]`; NaN where there is no number. */
  readonly numbers: Float64Array;
  /** Row-major `[nRows, nFeatures]`; `null` without columns of text. */
  readonly texts: (string | null)[] | null;
}

/** Reads the cells of one column whose kind is known; what fits is for the reader to say. */
export interface CellReader {
  /** Name of the column. */
  readonly name: string;
  /** Whether its values are numbers. Then a comma may be their decimal mark. */
  readonly isNumber: boolean;
  /** Whether its values are texts, which lie in `texts`. */
  readonly isText: boolean;
  /**
   * Words with blanks around them that a cell may hold: those of a model whose training kept the blanks,
   * as pandas does. In all other cells they mean nothing.
   */
  readonly padded?: ReadonlySet<string>;
  /** What a cell must hold, as half a sentence: `must be a whole number`. */
  readonly demand: string;
  /**
   * Takes a number.
   *
   * @param value The number, finite.
   * @param into Takes it.
   * @param at Where in `into`, whose cell is NaN and `null`.
   * @returns `false` if the column does not hold it.
   */
  readNumber(value: number, into: RowBuffer, at: number): boolean;
  /**
   * Takes any other cell.
   *
   * @param text Its text, without blanks around it unless it is one of `padded`; empty where nothing stands.
   * @param into Takes it.
   * @param at Where in `into`, whose cell is NaN and `null`.
   * @returns `false` if the column does not hold it.
   */
  readCell(text: string, into: RowBuffer, at: number): boolean;
}

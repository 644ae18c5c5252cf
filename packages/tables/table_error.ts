/** What kind of fault a table has; programs may tell them apart by it. */
export type TableFaultCode =
  | "ambiguous-comma"
  | "column-missing"
  | "column-twice"
  | "damaged"
  | "empty"
  | "html"
  | "huge-cell"
  | "missing-value"
  | "no-rows"
  | "not-a-table"
  | "not-finite"
  | "one-class"
  | "row-width"
  | "schema"
  | "text-after-quote"
  | "unclosed-quote"
  | "wrong-kind";

/** Something wrong in a table, and where. */
export interface TableFault {
  /** What kind of fault it is. */
  readonly code: TableFaultCode;
  /** Line of the file, from 1; the header is line 1 of most files. For Parquet the number of the row. */
  readonly line: number;
  /** Character of the line, from 1. */
  readonly column: number;
  /** Name of the table's column at fault, if it is one column's. */
  readonly name: string | null;
  /** What must hold and what stands there instead. */
  readonly reason: string;
}

/** A file that is no table, or a table that cannot be read. Carries the first faults, so that they are mended at once. */
export class TableError extends Error {
  /** Name of the class. */
  override readonly name = "TableError";
  /** The first faults in reading order, at least one. */
  readonly faults: readonly TableFault[];
  /** How many faults there are, with those that are not kept. */
  readonly nFaults: number;

  /**
   * Describes the faults.
   *
   * @param file Name of the file.
   * @param faults The faults that are kept; at least one.
   * @param nFaults How many there are.
   * @param options Carries the `cause`, if any.
   */
  constructor(
    file: string,
    faults: readonly TableFault[],
    nFaults = faults.length,
    options?: ErrorOptions,
  ) {
    const shown = faults.slice(0, SHOWN).map(describe);
    if (nFaults > shown.length) shown.push(`and ${nFaults - shown.length} more`);
    super(`Cannot read the table "${file}": ${shown.join("; ")}`, options);
    this.faults = faults;
    this.nFaults = nFaults;
  }
}

/** Faults that a message names; a longer one is not read. */
const SHOWN = 10;

/** Faults of a file as a whole: to send somebody to line 1 would mislead. */
const OF_THE_FILE = new Set<TableFaultCode>([
  "damaged",
  "empty",
  "html",
  "no-rows",
  "not-a-table",
  "one-class",
]);

function describe({ code, line, column, reason }: TableFault): string {
  return OF_THE_FILE.has(code) ? reason : `line ${line}, column ${column}: ${reason}`;
}

/** Collects the first faults of a table and counts the rest. */
export class FaultList {
  readonly #file: string;
  readonly #limit: number;
  readonly #kept: TableFault[] = [];
  #count = 0;

  /**
   * Makes an empty list.
   *
   * @param file Name of the file, for the message.
   * @param limit How many faults are kept.
   */
  constructor(file: string, limit = 100) {
    this.#file = file;
    this.#limit = limit;
  }

  /** How many faults there are. */
  get count(): number {
    return this.#count;
  }

  /**
   * Adds a fault.
   *
   * @param fault The fault.
   */
  add(fault: TableFault): void {
    this.#count++;
    if (this.#kept.length < this.#limit) this.#kept.push(fault);
  }

  /**
   * Adds all faults of another list.
   *
   * @param others The other list.
   */
  addAll(others: FaultList): void {
    for (const fault of others.#kept) this.add(fault);
    this.#count += others.#count - others.#kept.length;
  }

  /**
   * Ends the reading if something is wrong.
   *
   * @throws {TableError} With the faults in reading order, if there is one.
   */
  throwIfAny(): void {
    if (this.#count === 0) return;
    const inOrder = this.#kept.toSorted((a, b) => a.line - b.line || a.column - b.column);
    throw new TableError(this.#file, inOrder, this.#count);
  }
}

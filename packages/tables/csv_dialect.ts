import { CsvScanner } from "./csv_scanner.ts";
import { FaultList, TableError } from "./table_error.ts";

/** How a CSV is written. */
export interface CsvDialect {
  /** What stands between cells. */
  readonly delimiter: string;
  /** Bytes before the header: a line `sep=;`, which Excel writes and reads. */
  readonly skipBytes: number;
  /** Line of the header, from 1. */
  readonly line: number;
}

/** What may stand between cells; at a tie the earlier wins. */
export const DELIMITERS = [",", ";", "\t", "|"] as const;

/** Records by which the delimiter is chosen, the header among them. */
const SAMPLE_RECORDS = 51;

/**
 * Finds what separates the cells: a `sep=` line says it; else the character that cuts the largest share
 * of the first 51 records as the header is cut, one more, empty cell at the end allowed. At a tie more
 * columns win.
 *
 * @param head The first bytes in UTF-8 without a byte-order mark; a record that they cut off is ignored,
 * unless it is all there is.
 * @param isWhole Whether they are the whole file.
 * @returns The dialect; a comma where nothing separates.
 */
export function detectDialect(head: Uint8Array, isWhole: boolean): CsvDialect {
  const said = saidDialect(head);
  if (said !== null) return said;
  let best = { delimiter: ",", share: 0, width: 1 };
  for (const delimiter of DELIMITERS) {
    const { share, width } = fit(head, delimiter, isWhole);
    if (width < 2 || share < best.share) continue;
    if (share > best.share || width > best.width) best = { delimiter, share, width };
  }
  return { delimiter: best.delimiter, skipBytes: 0, line: 1 };
}

/**
 * Reads a first line such as `sep=;`.
 *
 * @param head The first bytes in UTF-8 without a byte-order mark.
 * @returns The dialect; `null` if there is no such line.
 */
export function saidDialect(head: Uint8Array): CsvDialect | null {
  const first = new TextDecoder().decode(head.subarray(0, 12));
  const said = /^"?sep=([\t -~])"?(?:\r\n|\r|\n)/i.exec(first);
  return said === null ? null : { delimiter: said[1]!, skipBytes: said[0].length, line: 2 };
}

function fit(
  head: Uint8Array,
  delimiter: string,
  isWhole: boolean,
): { share: number; width: number } {
  let width = 0;
  let nRecords = 0;
  let nFitting = 0;
  const scanner = new CsvScanner({
    file: "",
    delimiter,
    faults: new FaultList(""),
    onRecord({ nCells, starts, ends }) {
      if (width === 0) width = nCells;
      const hasEmptyEnd = nCells === width + 1 && starts[width] === ends[width];
      if (nCells === width || hasEmptyEnd) nFitting++;
      return ++nRecords < SAMPLE_RECORDS;
    },
  });
  try {
    scanner.push(head);
    if (isWhole || nRecords === 0) scanner.finish();
  } catch (error) {
    // A cell without an end, to which a wrong delimiter may well lead: it fits as far as it was read.
    if (!(error instanceof TableError)) throw error;
  }
  return { share: nRecords === 0 ? 0 : nFitting / nRecords, width };
}

import { type CsvDialect, DELIMITERS, saidDialect } from "./csv_dialect.ts";
import { CsvScanner } from "./csv_scanner.ts";
import { FaultList } from "./table_error.ts";

/**
 * Finds what separates the cells of a CSV with columns that are known: the character that finds most of
 * their names in the header.
 *
 * @param head The first bytes in UTF-8, the header among them.
 * @param features The columns that it must have.
 * @returns The dialect; a comma where nothing separates.
 */
export function headerDialect(
  head: Uint8Array,
  features: readonly { readonly name: string }[],
): CsvDialect {
  const said = saidDialect(head);
  if (said !== null) return said;
  const wanted = new Set(features.map(({ name }) => name));
  let best = { delimiter: ",", nFound: 0, width: 0 };
  for (const delimiter of DELIMITERS) {
    const names = headerOf(head, delimiter);
    const nFound = names.filter((name) => wanted.has(name)).length;
    const isBetter = nFound > best.nFound || (nFound === best.nFound && names.length > best.width);
    if (isBetter) best = { delimiter, nFound, width: names.length };
  }
  return { delimiter: best.delimiter, skipBytes: 0, line: 1 };
}

function headerOf(head: Uint8Array, delimiter: string): string[] {
  let names: string[] = [];
  const scanner = new CsvScanner({
    file: "",
    delimiter,
    faults: new FaultList(""),
    onRecord(record) {
      names = Array.from({ length: record.nCells }, (_, index) => record.text(index));
      return false;
    },
  });
  scanner.push(head);
  scanner.finish();
  return names;
}

/**
 * Finds the columns of the features in a header; it may have further ones, in any order.
 *
 * @param names The header's names.
 * @param features The columns that it must have.
 * @param options `line` of the header; `faults` receives a column that is missing or there twice.
 * @returns Index of each feature's column.
 */
export function findColumns(
  names: readonly string[],
  features: readonly { readonly name: string }[],
  { line, faults }: { line: number; faults: FaultList },
): number[] {
  return features.map(({ name }) => {
    const place = names.indexOf(name);
    if (place === -1) {
      const reason = `column ${name} is missing`;
      faults.add({ code: "column-missing", line, column: 1, name, reason });
    } else if (names.indexOf(name, place + 1) !== -1) {
      const reason = `column ${name} is there twice`;
      faults.add({ code: "column-twice", line, column: 1, name, reason });
    }
    return place;
  });
}

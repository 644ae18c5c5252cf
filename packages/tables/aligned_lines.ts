/**
 * Writes rows of cells for a terminal, the cells of a column below each other.
 *
 * @param rows Texts, as many in each row.
 * @returns A line for each row, without spaces at its end.
 */
export function alignedLines(rows: readonly (readonly string[])[]): string[] {
  const columns = rows[0]?.keys() ?? [];
  const widths = [...columns].map((column) => Math.max(...rows.map((row) => row[column]!.length)));
  return rows.map((row) =>
    row.map((cell, column) => cell.padEnd(widths[column]!)).join("  ").trimEnd()
  );
}

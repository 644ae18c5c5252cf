/**
 * Shortens a cell for a message.
 *
 * @param text What stands in the cell.
 * @returns It in quotes, at most some 40 characters, control characters escaped.
 */
export function quoted(text: string): string {
  return JSON.stringify(text.length <= 40 ? text : `${text.slice(0, 39).toWellFormed()}…`);
}

/**
 * Reads a table of comma-separated values (RFC 4180).
 *
 * @param input The whole text.
 * @returns Its rows, the header among them.
 * @throws {SyntaxError} If a quote is not closed.
 */
export function parse(input: string): string[][];

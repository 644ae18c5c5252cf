/**
 * The words of a command line, for programs that tell in their own way what is wrong with them.
 *
 * @module
 */
import { parseArgs, type ParseArgsConfig } from "node:util";

/**
 * Splits a command line into flags and other words.
 *
 * @param config What `node:util`'s `parseArgs` takes.
 * @param refuse Makes the error of a command line that cannot be read, of why in a few words: `Unknown option '--x'`.
 * @returns What `parseArgs` returns.
 * @throws {Error} What `refuse` makes.
 */
export function parseWords<const T extends ParseArgsConfig>(
  config: T,
  refuse: (why: string, cause: unknown) => Error,
): ReturnType<typeof parseArgs<T>> {
  try {
    return parseArgs(config);
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    // What it says further is about words that begin with a hyphen, and of no help.
    throw refuse(error.message.split(/\.\s/)[0]!, error);
  }
}

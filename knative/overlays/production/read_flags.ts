import { parseArgs } from "node:util";

/**
 * Reads the flags of a command that makes Secrets.
 *
 * @param args The command line.
 * @param names Its flags, each with a value.
 * @returns The values; `null` where a flag is not known or has none, and where `--help` is asked for.
 */
export function readFlags<Name extends string>(
  args: readonly string[],
  names: readonly Name[],
): Partial<Record<Name, string>> | null {
  const options = Object.fromEntries(names.map((name) => [name, { type: "string" as const }]));
  try {
    return parseArgs({ args: [...args], options }).values as Partial<Record<Name, string>>;
  } catch (error) {
    // What `parseArgs` throws at a command line that it cannot read.
    if (!(error instanceof TypeError)) throw error;
    return null;
  }
}

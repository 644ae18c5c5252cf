/** A program that sends requests. */
interface LoadGenerator {
  readonly name: string;
  /** Lines of the table that need it, and those that are measured along with them. */
  readonly ids: readonly string[];
  /** How to get it. */
  readonly install: string;
}

const GENERATORS: readonly LoadGenerator[] = [
  { name: "wrk", ids: ["P4", "P5", "P6", "P9", "L1", "L2"], install: "apt-get install wrk" },
  {
    name: "h2load",
    ids: ["P5"],
    install: "apt-get install nghttp2-client",
  },
];

/**
 * Finds out which programs are missing, before minutes are spent on what needs none.
 *
 * @param isWanted Whether a line of the table is to be measured.
 * @returns One message for each missing program, with the way to get it.
 */
export async function missingGenerators(isWanted: (id: string) => boolean): Promise<string[]> {
  const messages: string[] = [];
  for (const { name, ids, install } of GENERATORS) {
    const needing = ids.filter(isWanted);
    if (needing.length === 0 || await isThere(name)) continue;
    messages.push(`Cannot measure ${needing.join(", ")} as ${name} must be there: ${install}`);
  }
  return messages;
}

async function isThere(name: string): Promise<boolean> {
  const { success } = await new Deno.Command("sh", {
    args: ["-c", 'command -v "$0"', name],
    stdout: "null",
    stderr: "null",
  }).output();
  return success;
}

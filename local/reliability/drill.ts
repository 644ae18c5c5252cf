/** What a drill showed. */
export interface Drill {
  /** Identifier of the target, e.g. "R2". */
  readonly id: string;
  /** What was done. */
  readonly what: string;
  /** What was seen, with units. */
  readonly figures: string;
  /** What did not hold; empty if all did. */
  readonly faults: readonly string[];
}

/** Collects what does not hold in a drill. */
export class Faults {
  readonly #list: string[] = [];

  /**
   * Notes a fault unless the condition holds.
   *
   * @param isHeld The condition.
   * @param fault What it means that it does not.
   */
  unless(isHeld: boolean, fault: string): void {
    if (!isHeld) this.#list.push(fault);
  }

  /** What did not hold so far. */
  get list(): readonly string[] {
    return this.#list;
  }
}

/**
 * Writes drills as a Markdown table.
 *
 * @returns The table, without a final line end.
 */
export function drillTable(drills: readonly Drill[]): string {
  const rows = drills.map(({ id, what, figures, faults }) => [
    id,
    what,
    figures,
    faults.length === 0 ? "yes" : `NO: ${faults.join("; ")}`,
  ]);
  return [["", "What", "Seen", "Held"], ["---", "---", "---", "---"], ...rows]
    .map((row) => `| ${row.map((cell) => cell.replaceAll("|", "\\|")).join(" | ")} |`)
    .join("\n");
}

/**
 * Refuses a drill in which something did not hold.
 *
 * @throws {Error} With every fault and the figures.
 */
export function requireHeld({ id, faults, figures }: Drill): void {
  if (faults.length === 0) return;
  throw new Error(`Cannot hold ${id} as ${faults.join("; ")}: seen ${figures}`);
}

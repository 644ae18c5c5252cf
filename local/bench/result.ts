/** One line of the benchmark's table. */
export interface Result {
  /** Identifier of the target, for example "P1". */
  readonly id: string;
  /** What was measured. */
  readonly what: string;
  /** Our figure, with its unit. */
  readonly ours: string;
  /** The references' figures, with their units. */
  readonly reference: string;
  /** How ours relates to each reference, for example "410x". */
  readonly ratio: string;
  /** The floor. */
  readonly floor: string;
  /** Whether the floor is met; `null` where no reference was there to measure beside. */
  readonly isMet: boolean | null;
}

/**
 * Writes results as a Markdown table.
 *
 * @returns The table, without a final line end.
 */
export function resultTable(results: readonly Result[]): string {
  const header = ["", "What", "Here", "Reference", "Ratio", "Floor", "Met"];
  const rows = results.map((result) => [
    result.id,
    result.what,
    result.ours,
    result.reference,
    result.ratio,
    result.floor,
    result.isMet === null ? "not measured" : result.isMet ? "yes" : "NO",
  ]);
  return [header, header.map(() => "---"), ...rows].map((row) => `| ${row.join(" | ")} |`).join(
    "\n",
  );
}

/**
 * Writes a time with three digits and the unit that suits it.
 *
 * @param seconds Time in s.
 * @returns For example "2.31 µs".
 */
export function duration(seconds: number): string {
  if (seconds < 1e-3) return `${(seconds * 1e6).toPrecision(3)} µs`;
  if (seconds < 1) return `${(seconds * 1e3).toPrecision(3)} ms`;
  return `${seconds.toPrecision(3)} s`;
}

/**
 * Writes a ratio with three digits at most.
 *
 * @param value How many times better.
 * @returns For example "412x".
 */
export function times(value: number): string {
  return `${value >= 100 ? Math.round(value) : Number(value.toPrecision(2))}x`;
}

/**
 * Writes a share in whole percent.
 *
 * @param share For example 0.614.
 * @returns For example "61 %".
 */
export function percent(share: number): string {
  return `${Math.round(100 * share)} %`;
}

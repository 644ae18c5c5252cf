/** How a run of tests ended. */
export interface Totals {
  /** Tests that passed. */
  readonly passed: number;
  /** Tests that failed. */
  readonly failed: number;
  /** Tests that were not run. */
  readonly skipped: number;
  /** Names of the tests that were not run; a skipped test has its reason in its name. */
  readonly skippedNames: readonly string[];
}

/**
 * Counts what a JUnit report of `deno test` holds.
 *
 * @param xml The report.
 * @returns The totals.
 * @throws {SyntaxError} If it is no such report, as after a crash of the test runner.
 */
export function readJunit(xml: string): Totals {
  const attribute = (name: string) => {
    const value = new RegExp(`<testsuites[^>]* ${name}="(\\d+)"`).exec(xml)?.[1];
    if (value === undefined) {
      throw new SyntaxError(`Cannot count tests as the report has no "${name}"`);
    }
    return Number(value);
  };
  const failed = attribute("failures") + attribute("errors");
  const skippedNames = [...xml.matchAll(/<testcase name="([^"]*)"[^>]*>\s*<skipped/g)]
    .map(([, name]) => unescapeXml(name ?? ""));
  const skipped = skippedNames.length;
  return { passed: attribute("tests") - failed - skipped, failed, skipped, skippedNames };
}

/**
 * Says how a whole run ended.
 *
 * @param suites How each of its parts ended.
 * @param word What the names of the tests had to hold, if anything.
 * @returns Lines, the last of which counts, and whether all is well: a word that no name holds is not.
 */
export function closingLines(
  suites: readonly Totals[],
  word?: string,
): { lines: string[]; isGood: boolean } {
  const sum = (count: (totals: Totals) => number) => suites.reduce((n, t) => n + count(t), 0);
  const [passed, failed, skipped] = [
    sum((totals) => totals.passed),
    sum((totals) => totals.failed),
    sum((totals) => totals.skipped),
  ];
  const isNone = word !== undefined && passed + failed + skipped === 0;
  const names = suites.flatMap(({ skippedNames }) => skippedNames);
  return {
    lines: [
      ...names.length > 0 ? ["\nSkipped:", ...names.map((name) => `  ${name}`)] : [],
      ...isNone ? [`\nNo test's name holds "${word}"`] : [],
      `\n${passed} passed, ${failed} failed, ${skipped} skipped`,
    ],
    isGood: failed === 0 && !isNone,
  };
}

function unescapeXml(text: string): string {
  return text.replace(
    /&(lt|gt|quot|apos|amp);/g,
    (_, name: string) => ({ lt: "<", gt: ">", quot: '"', apos: "'", amp: "&" })[name] ?? "",
  );
}

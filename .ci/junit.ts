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

function unescapeXml(text: string): string {
  return text.replace(
    /&(lt|gt|quot|apos|amp);/g,
    (_, name: string) => ({ lt: "<", gt: ">", quot: '"', apos: "'", amp: "&" })[name] ?? "",
  );
}

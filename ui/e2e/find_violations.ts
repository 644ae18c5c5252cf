import axe from "axe-core";
import type { Page } from "playwright-core";

/**
 * Looks at a page as it is shown now for what keeps people from using it.
 *
 * @returns One line for each violation of axe's rules, best practices included; none is wanted.
 */
export async function findViolations(page: Page): Promise<string[]> {
  // Evaluated by the debugger, not added as a script: the page's policy lets no other script in.
  await page.evaluate(axe.source);
  return await page.evaluate(async () => {
    const { violations } = await (globalThis as unknown as {
      axe: { run(): Promise<{ violations: Violation[] }> };
    }).axe.run();
    return violations.flatMap(({ id, nodes }) =>
      nodes.map(({ target, failureSummary }) => `${id}: ${target.join(" ")}: ${failureSummary}`)
    );
    interface Violation {
      readonly id: string;
      readonly nodes: readonly { readonly target: string[]; readonly failureSummary: string }[];
    }
  });
}

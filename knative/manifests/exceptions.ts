/**
 * The findings of linters that the project accepts, read from the table in `k8s/README.md` where each
 * has its reason.
 *
 * @module
 */

/**
 * Reads the table of accepted findings.
 *
 * @param markdown Text whose rows are `` | `check` | `Kind/name`, `Kind/name` | reason | ``.
 * @returns `check Kind/name` for each, sorted.
 *
 * @example A row with two objects
 * ```ts
 * import { deepEqual } from "node:assert/strict";
 * import { readExceptions } from "./exceptions.ts";
 *
 * deepEqual(readExceptions("| `latest-tag` | `Job/a`, `Job/b` | Because |"), [
 *   "latest-tag Job/a",
 *   "latest-tag Job/b",
 * ]);
 * ```
 */
export function readExceptions(markdown: string): string[] {
  const findings: string[] = [];
  for (const [, check, objects] of markdown.matchAll(/^\| `([^`]+)` +\| ([^|]+) \|/gm)) {
    for (const [, object] of objects?.matchAll(/`(\w+\/[\w-]+)`/g) ?? []) {
      findings.push(`${check} ${object}`);
    }
  }
  return findings.toSorted();
}

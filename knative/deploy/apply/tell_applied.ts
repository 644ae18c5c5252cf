import type { Report } from "../report.ts";
import type { AppliedObjects } from "./apply.ts";

/** Objects that are named one by one; of more the number is told. */
const TOLD_OBJECTS = 10;

/** Counts what applying did, for the end of a step's line. */
export function appliedInWords({ created, changed, unchanged }: AppliedObjects): string {
  return `${created.length} new, ${changed.length} changed, ${unchanged} as they were`;
}

/**
 * Names what applying made and changed.
 *
 * @param report Who is told.
 * @param applied What applying did, or would do.
 */
export function tellApplied(report: Report, applied: AppliedObjects): void {
  // The first time everything is new, and the number says enough.
  const isFirst = applied.unchanged === 0;
  const told = [...isFirst ? [] : applied.created, ...applied.changed];
  for (const { service, revision } of applied.released) {
    report.note(
      `requests of ${service} go to its newest Revision again: ${revision} had them since a ` +
        "rollback, or a roll-out that was broken off",
    );
  }
  for (const { kind, metadata } of told.slice(0, TOLD_OBJECTS)) {
    report.detail(`${kind} ${metadata.name}`);
  }
  if (told.length > TOLD_OBJECTS) report.detail(`… and ${told.length - TOLD_OBJECTS} more`);
}

/**
 * Names what was removed.
 *
 * @param report Who is told.
 * @param keys Keys of the objects.
 */
export function tellRemoved(report: Report, keys: readonly string[]): void {
  for (const key of keys) report.detail(`removed ${key}`);
}

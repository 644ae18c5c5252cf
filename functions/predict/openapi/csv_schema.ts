import { z } from "@hono/zod-openapi";

/** A number as most tables have it; others are taken too. */
const NUMBER = "-?[0-9]{1,6}(\\.[0-9]{1,6})?";

/**
 * Describes a CSV by a pattern: its simplest form, with the columns in the model's order.
 *
 * @param columns Names of the columns.
 * @returns The schema of the text.
 */
export function csvSchema(columns: readonly string[]): z.ZodString {
  const header = columns.map((name) => name.replaceAll(/[^\w]/g, "\\$&")).join(",");
  const row = columns.map(() => NUMBER).join(",");
  return z.string().regex(new RegExp(`^${header}(\\n${row}){0,20}\\n?$`));
}

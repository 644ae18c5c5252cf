import { z } from "@hono/zod-openapi";
import type { ServedFeature } from "../model/served_model.ts";
import type { ExampleValue } from "./schemas.ts";

/** A number as most tables have it; others are taken too. */
const NUMBER = "-?[0-9]{1,6}(\\.[0-9]{1,6})?";

/** Categories that a pattern names; more would make a document that nobody reads. */
const MAX_NAMED = 20;

/**
 * Describes a CSV by a pattern: its simplest form, with the columns in the model's order.
 *
 * @param features The columns.
 * @returns The schema of the text.
 */
export function csvSchema(features: readonly ServedFeature[]): z.ZodString {
  const header = features.map(({ name }) => escaped(cellOf(name))).join(",");
  const row = features.map(cellPattern).join(",");
  return z.string().regex(new RegExp(`^${header}(\\n${row}){0,20}\\n?$`));
}

/**
 * Writes a table of one row.
 *
 * @param row Its values by column.
 * @returns The CSV.
 */
export function exampleTable(row: Readonly<Record<string, ExampleValue>>): string {
  const cells = Object.values(row).map((value) => cellOf(`${value}`));
  return `${Object.keys(row).map(cellOf).join(",")}\n${cells.join(",")}\n`;
}

function cellPattern({ type, categories, mustBeKnown }: ServedFeature): string {
  if (mustBeKnown && categories !== null) {
    const named = categories.slice(0, MAX_NAMED).map((category) => escaped(cellOf(`${category}`)));
    return `(${named.join("|")})`;
  }
  switch (type) {
    case "bytes":
      return "[a-z]{1,8}";
    case "bool":
      return "(true|false|0|1)";
    case "fp32":
    case "fp64":
      return NUMBER;
    case "uint8":
      return "[0-9]{1,2}";
    default:
      return "-?[0-9]{1,2}";
  }
}

/** Quotes a cell where RFC 4180 asks for it. */
function cellOf(text: string): string {
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

function escaped(text: string): string {
  return text.replaceAll(/[^\p{L}\p{N}_]/gu, "\\$&");
}

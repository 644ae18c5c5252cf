import { quoted } from "@mlops/tables/quoted";

/**
 * Shows a value that was sent, as the end of a sentence: a text quoted and cut where it is long, an array
 * or an object by that word alone.
 *
 * @param value What `JSON.parse` made of it.
 * @returns The text.
 */
export function shownValue(value: unknown): string {
  if (typeof value === "string") return quoted(value);
  if (Array.isArray(value)) return "an array";
  return typeof value === "object" && value !== null ? "an object" : String(value);
}

import { ModelError } from "@mlops/model";
import type { JsonValue } from "./ubjson.ts";

/** A text, or one of the words that XGBoost writes for numbers that JSON has not. */
const TEXT_OR_WORD = /"[^"\\]*(?:\\.[^"\\]*)*"|-?\b(?:NaN|nan|Infinity|inf)\b/g;

/**
 * Reads JSON as XGBoost writes it: with bare `NaN` in it where 1.7 to 2.1 wrote splits by category.
 *
 * @param bytes The file.
 * @returns Its value; `null` for numbers that JSON has not, which occur only where nothing is read.
 * @throws {ModelError} If it is no JSON, as "damaged".
 */
export function readJsonText(bytes: Uint8Array): JsonValue {
  try {
    const text = new TextDecoder("utf-8", { fatal: true }).decode(bytes);
    return parse(text) ?? JSON.parse(text.replace(TEXT_OR_WORD, nameless));
  } catch (cause) {
    // The parser quotes the file, and that is not for people's eyes.
    throw new ModelError("damaged", "the file must be JSON: is it truncated?", { cause });
  }
}

function nameless(found: string): string {
  return found.startsWith('"') ? found : "null";
}

function parse(text: string): JsonValue | undefined {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

import { ModelError } from "@mlops/model";
import { StructureBudget } from "./structure_budget.ts";
import type { JsonValue } from "./ubjson.ts";

/** A text, or one of the words that XGBoost writes for numbers that JSON has not. */
const TEXT_OR_WORD = /"[^"\\]*(?:\\.[^"\\]*)*"|-?\b(?:NaN|nan|Infinity|inf)\b/g;

/** XGBoost nests nine levels. */
const MAX_DEPTH = 64;

/**
 * Reads JSON as XGBoost writes it: with bare `NaN` in it where 1.7 to 2.1 wrote splits by category.
 *
 * @param bytes The file.
 * @returns Its value; `null` for numbers that JSON has not, which occur only where nothing is read.
 * @throws {ModelError} If it is no JSON, as "damaged".
 */
export function readJsonText(bytes: Uint8Array): JsonValue {
  requireModest(bytes);
  try {
    const text = new TextDecoder("utf-8", { fatal: true }).decode(bytes);
    return parse(text) ?? JSON.parse(text.replace(TEXT_OR_WORD, nameless));
  } catch (cause) {
    // The parser quotes the file, and that is not for people's eyes.
    throw new ModelError("damaged", "the file must be JSON: is it truncated?", { cause });
  }
}

/** The parser takes fifty times the memory of a file that is nothing but brackets. */
function requireModest(bytes: Uint8Array): void {
  const budget = new StructureBudget(bytes.length);
  let depth = 0;
  let isText = false;
  for (let i = 0; i < bytes.length; i++) {
    const byte = bytes[i]!;
    if (byte === 0x22) isText = !isText;
    else if (isText) {
      if (byte === 0x5c) i++;
    } else if (byte === 0x3a) {
      budget.noteStructure();
    } else if (byte === 0x5b || byte === 0x7b) {
      budget.noteStructure();
      if (++depth <= MAX_DEPTH) continue;
      throw new ModelError(
        "damaged",
        `the file's JSON must nest at most ${MAX_DEPTH} levels: nests more at byte ${i}`,
      );
    } else if (byte === 0x5d || byte === 0x7d) depth--;
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

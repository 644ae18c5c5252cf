import { parseJson } from "../http/media_type.ts";

/** Texts, which stay as they are, and the words that Python's `json` writes though JSON has none. */
const TOKENS = /"(?:[^"\\]|\\.)*"|-?\bInfinity\b|\bNaN\b/g;

/** Infinities become numbers that are read as such. */
const BEYOND = "1e999";

/**
 * Parses JSON as Python writes and reads it, and so MLflow's clients and its scoring server: with NaN,
 * which becomes `null`, Infinity and -Infinity.
 *
 * @returns Its value.
 * @throws {Problem} 400 if it is no JSON.
 */
export function parsePythonJson(text: string): unknown {
  if (!text.includes("NaN") && !text.includes("Infinity")) return parseJson(text);
  return parseJson(text.replaceAll(TOKENS, (token) => {
    if (token.startsWith('"')) return token;
    return token === "NaN" ? "null" : token.replace("Infinity", BEYOND);
  }));
}

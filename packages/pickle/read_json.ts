import { PickleError } from "./pickle_error.ts";

/**
 * What a JSON text holds. Objects are maps, so that keys keep their order even if they look like
 * numbers, and names that mean something to JavaScript are ordinary ones.
 */
export type JsonValue = null | boolean | number | string | JsonValue[] | JsonObject;

/** An object of JSON. */
export type JsonObject = ReadonlyMap<string, JsonValue>;

const SPACE = /[ \t\r\n]*/y;
const NUMBER = /-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?/y;
// deno-lint-ignore no-control-regex -- JSON allows none of them in a text
const STRING = /"(?:[^"\\\u0000-\u001f]|\\.)*"/y;
const WORDS: ReadonlyMap<string, JsonValue> = new Map<string, JsonValue>([
  ["null", null],
  ["true", true],
  ["false", false],
  // Python writes these three, though JSON has no words for them.
  ["NaN", NaN],
  ["Infinity", Infinity],
  ["-Infinity", -Infinity],
]);

/**
 * Reads JSON as Python writes it, with `NaN`, `Infinity` and `-Infinity`.
 *
 * @param text The text.
 * @param options How many arrays and objects may lie in one another, and what the text is, for messages.
 * @returns What it holds; the last value of a key that is there twice.
 * @throws {PickleError} If it is no JSON, with the position in the text, or too deep.
 */
export function readJson(
  text: string,
  { maxDepth, name }: { maxDepth: number; name: string },
): JsonValue {
  let position = 0;

  function fail(what: string): never {
    throw new PickleError(`its ${name} ${what} at character ${position}`, {
      format: "skops file",
    });
  }

  function match(pattern: RegExp): string | null {
    pattern.lastIndex = position;
    const found = pattern.exec(text)?.[0];
    if (found === undefined) return null;
    position += found.length;
    return found;
  }

  function take(character: string): boolean {
    match(SPACE);
    if (text[position] !== character) return false;
    position += 1;
    return true;
  }

  function readString(): string {
    match(SPACE);
    const found = match(STRING);
    if (found === null) fail("is no JSON: it lacks a text");
    // Escapes are rare, and the engine's own reader knows them all.
    if (!found.includes("\\")) return found.slice(1, -1);
    try {
      return JSON.parse(found);
    } catch {
      return fail("is no JSON: it lacks a text");
    }
  }

  function readObject(depth: number): JsonObject {
    const entries = new Map<string, JsonValue>();
    if (take("}")) return entries;
    do {
      const key = readString();
      if (!take(":")) fail('is no JSON: it lacks a ":"');
      entries.set(key, readValue(depth));
    } while (take(","));
    if (!take("}")) fail('is no JSON: it lacks a "}"');
    return entries;
  }

  function readArray(depth: number): JsonValue[] {
    const items: JsonValue[] = [];
    if (take("]")) return items;
    do items.push(readValue(depth)); while (take(","));
    if (!take("]")) fail('is no JSON: it lacks a "]"');
    return items;
  }

  function readValue(depth: number): JsonValue {
    if (take("{")) return depth > 0 ? readObject(depth - 1) : fail("is nested too deep");
    if (take("[")) return depth > 0 ? readArray(depth - 1) : fail("is nested too deep");
    if (text[position] === '"') return readString();
    for (const [word, value] of WORDS) {
      if (text.startsWith(word, position)) {
        position += word.length;
        return value;
      }
    }
    const number = match(NUMBER);
    return number === null ? fail("is no JSON: it lacks a value") : Number(number);
  }

  const value = readValue(maxDepth);
  match(SPACE);
  if (position < text.length) fail("is no JSON: something follows its end");
  return value;
}

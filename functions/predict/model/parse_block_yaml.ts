/** What such a text may hold. */
export type BlockValue =
  | string
  | number
  | boolean
  | null
  | readonly BlockValue[]
  | { readonly [key: string]: BlockValue };

/** One line that is not empty. */
interface Line {
  readonly indent: number;
  readonly text: string;
}

/** Thrown where the text has more than the subset; the caller turns to a whole parser. */
class BeyondSubset extends Error {}

/** Keys of MLflow's own; and names of columns, which are whatever a table's header holds. */
const KEY =
  /^([A-Za-z_][\w-]*|'(?:[^']|'')*'|[\p{L}_][\p{L}\p{N}_./()+[\],%-]*(?: [\p{L}\p{N}_./()+[\],%-]+)*):(?: (.*))?$/u;

/** Plain scalars that need no second thought: nothing that YAML could read as something else. */
const PLAIN_TEXT = /^[\p{L}_/][\p{L}\p{N}_./()+[\],%-]*(?: [\p{L}\p{N}_./()+[\],%-]+)*$/u;

/** Run ids, digests and versions: hexadecimal with a digit that no number has, and three numbers with dots. */
const PLAIN_CODE = /^(?:(?=[0-9e]*[a-df])(?:[0-9a-f]{32}){1,2}|\d+\.\d+\.\d+)$/;

const NUMBER = /^-?(?:0|[1-9]\d*)(?:\.\d+(?:e[+-]\d+)?)?$/;

/**
 * Parses the part of YAML that MLflow writes into most `MLmodel` files: block mappings and sequences of
 * plain or quoted scalars, each on a line. A whole YAML parser takes as long for it, on a cold start,
 * as all else that is done with a model.
 *
 * @returns Its value, or `undefined` if it has anything else in it, which may still be good YAML.
 */
export function parseBlockYaml(text: string): BlockValue | undefined {
  const lines: Line[] = [];
  for (const line of text.split("\n")) {
    const trimmed = line.trimStart();
    if (trimmed !== "") lines.push({ indent: line.length - trimmed.length, text: trimmed });
  }
  try {
    const parser = new BlockParser(lines);
    const value = parser.node(0);
    return parser.isAtEnd ? value : undefined;
  } catch (error) {
    if (error instanceof BeyondSubset) return undefined;
    throw error;
  }
}

class BlockParser {
  readonly #lines: Line[];
  #at = 0;

  constructor(lines: Line[]) {
    this.#lines = lines;
  }

  get isAtEnd(): boolean {
    return this.#at === this.#lines.length;
  }

  node(indent: number): BlockValue {
    const line = this.#lines[this.#at];
    if (line === undefined || line.indent !== indent) throw new BeyondSubset();
    return line.text.startsWith("- ") ? this.#sequence(indent) : this.#mapping(indent);
  }

  #sequence(indent: number): BlockValue[] {
    const items: BlockValue[] = [];
    for (;;) {
      const line = this.#lines[this.#at];
      if (line === undefined || line.indent < indent) return items;
      if (line.indent > indent) throw new BeyondSubset();
      if (!line.text.startsWith("- ")) return items;
      const rest = line.text.slice(2);
      if (KEY.test(rest)) {
        // A mapping whose first key stands on the dash's line.
        this.#lines[this.#at] = { indent: indent + 2, text: rest };
        items.push(this.#mapping(indent + 2));
      } else {
        this.#at++;
        items.push(scalar(rest));
      }
    }
  }

  #mapping(indent: number): { [key: string]: BlockValue } {
    const entries: [string, BlockValue][] = [];
    const keys = new Set<string>();
    for (;;) {
      const line = this.#lines[this.#at];
      if (line === undefined || line.indent < indent || isItemAt(line, indent)) {
        // fromEntries makes own members, whatever their names.
        return Object.fromEntries(entries);
      }
      const [, written, rest] = KEY.exec(line.text) ?? [];
      if (line.indent > indent || written === undefined) throw new BeyondSubset();
      const key = keyOf(written);
      if (keys.has(key)) throw new BeyondSubset();
      keys.add(key);
      this.#at++;
      entries.push([key, rest === undefined ? this.#below(indent) : scalar(rest)]);
    }
  }

  /** Reads what stands below a key: a deeper node, a sequence on the key's own level, or nothing. */
  #below(indent: number): BlockValue {
    const next = this.#lines[this.#at];
    if (next === undefined || next.indent < indent) return null;
    if (isItemAt(next, indent)) return this.#sequence(indent);
    return next.indent > indent ? this.node(next.indent) : null;
  }
}

function isItemAt(line: Line, indent: number): boolean {
  return line.indent === indent && line.text.startsWith("- ");
}

/** A key is a text, and never a number, `null` or a truth. */
function keyOf(text: string): string {
  const key = text === "null" || text === "true" || text === "false" ? null : scalar(text);
  if (typeof key !== "string") throw new BeyondSubset();
  return key;
}

function scalar(text: string): BlockValue {
  if (NUMBER.test(text)) return Number(text);
  if (text === "null") return null;
  if (text === "true" || text === "false") return text === "true";
  if (text === "[]") return [];
  const quoted = /^'((?:[^']|'')*)'$/.exec(text)?.[1];
  if (quoted !== undefined) return quoted.replaceAll("''", "'");
  if (PLAIN_CODE.test(text)) return text;
  if (!PLAIN_TEXT.test(text) || AMBIGUOUS.has(text.toLowerCase())) throw new BeyondSubset();
  return text;
}

/** Words that some version of YAML reads as something else. */
const AMBIGUOUS = new Set(["null", "true", "false", "yes", "no", "on", "off"]);

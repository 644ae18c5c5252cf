import { invalidParameter } from "../requests/refused_request.ts";

/** What a comparison does with the two sides. */
export type Comparator = "=" | "!=" | ">" | ">=" | "<" | "<=" | "LIKE" | "ILIKE" | "IN" | "NOT IN";

/** An attribute, metric, parameter or tag that a filter or an order names. */
export interface SearchKey {
  /** What stands before the first point, e.g. `metrics`, or `null` for a plain attribute. */
  readonly entity: string | null;
  /** The key, without quotes. */
  readonly key: string;
}

/** One comparison of a filter. */
export interface Comparison extends SearchKey {
  /** What to do. */
  readonly comparator: Comparator;
  /** The right side: a number, a text, or the texts of a list. */
  readonly value: number | string | readonly string[];
}

const TOKEN =
  /\s*(?:(?<text>'(?:''|\\'|[^'])*')|(?<name>(?:\w+|"[^"]*"|`[^`]*`)(?:\.(?:\w+|"[^"]*"|`[^`]*`))*)(?![.\w])|(?<operator>!=|>=|<=|=|>|<)|(?<mark>[(),]))/uy;
const NUMBER = /\s*[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?(?![\w.])/y;

/**
 * Parses a filter of MLflow's search language: comparisons joined by AND.
 *
 * @param text E.g. `metrics.auc > 0.8 AND tags."a b" LIKE 'x%'`; empty for no filter.
 * @returns The comparisons, all of which must hold.
 * @throws {RefusedRequest} If it is no such filter.
 */
export function parseFilter(text: string): Comparison[] {
  const reader = new FilterReader(text);
  const comparisons: Comparison[] = [];
  if (reader.isAtEnd()) return comparisons;
  do comparisons.push(reader.comparison()); while (reader.takeWord("AND"));
  if (!reader.isAtEnd()) throw reader.fault("expected AND or the end");
  return comparisons;
}

/**
 * Parses one sort key.
 *
 * @param text E.g. `metrics.auc DESC`.
 * @returns What to sort by, and whether from the largest.
 * @throws {RefusedRequest} If it is none.
 */
export function parseOrder(text: string): SearchKey & { isDescending: boolean } {
  const reader = new FilterReader(text);
  const key = reader.key();
  const isDescending = reader.takeWord("DESC");
  if (!isDescending) reader.takeWord("ASC");
  if (!reader.isAtEnd()) throw reader.fault("expected ASC, DESC or the end");
  return { ...key, isDescending };
}

/** Reads a filter from left to right. */
class FilterReader {
  readonly #text: string;
  #position = 0;

  constructor(text: string) {
    this.#text = text;
  }

  comparison(): Comparison {
    const key = this.key();
    const comparator = this.#comparator();
    const value = comparator.endsWith("IN") ? this.#list() : this.#value();
    return { ...key, comparator, value };
  }

  key(): SearchKey {
    const name = this.#take("name");
    if (name === null) throw this.fault("expected a key");
    const point = /^(?:\w+|"[^"]*"|`[^`]*`)/u.exec(name)?.[0].length ?? 0;
    if (point === name.length) return { entity: null, key: unquote(name) };
    return { entity: unquote(name.slice(0, point)), key: unquote(name.slice(point + 1)) };
  }

  takeWord(word: string): boolean {
    const start = this.#position;
    if (this.#take("name")?.toUpperCase() === word) return true;
    this.#position = start;
    return false;
  }

  isAtEnd(): boolean {
    return this.#text.slice(this.#position).trim() === "";
  }

  fault(expectation: string): Error {
    const rest = this.#text.slice(this.#position).trim();
    const place = rest === "" ? "at the end" : `before "${rest.slice(0, 40)}"`;
    return invalidParameter(`Invalid clause(s) in filter string: ${expectation} ${place}`);
  }

  #comparator(): Comparator {
    const operator = this.#take("operator");
    if (operator !== null) return operator as Comparator;
    for (const word of ["LIKE", "ILIKE", "IN"] as const) if (this.takeWord(word)) return word;
    if (this.takeWord("NOT") && this.takeWord("IN")) return "NOT IN";
    throw this.fault("expected a comparator");
  }

  #value(): number | string {
    NUMBER.lastIndex = this.#position;
    const number = NUMBER.exec(this.#text);
    if (number !== null) {
      this.#position = NUMBER.lastIndex;
      return Number(number[0]);
    }
    const start = this.#position;
    const text = this.#take("text") ?? this.#take("name");
    if (text === null || !/^(?:'.*'|"[^"]*")$/s.test(text)) {
      this.#position = start;
      throw this.fault("expected a number or a quoted text");
    }
    return text.slice(1, -1);
  }

  #list(): string[] {
    const texts: string[] = [];
    if (this.#take("mark") !== "(") throw this.fault("expected a list of quoted texts");
    for (let mark: string | null = ","; mark === ","; mark = this.#take("mark")) {
      const text = this.#take("text");
      if (text === null) break;
      texts.push(text.slice(1, -1));
      if (/^\s*\)/.test(this.#text.slice(this.#position))) {
        this.#take("mark");
        return texts;
      }
    }
    throw this.fault("expected a list of quoted texts");
  }

  #take(kind: "text" | "name" | "operator" | "mark"): string | null {
    TOKEN.lastIndex = this.#position;
    const match = TOKEN.exec(this.#text);
    const token = match?.groups?.[kind];
    if (token === undefined) return null;
    this.#position = TOKEN.lastIndex;
    return token;
  }
}

function unquote(name: string): string {
  return /^(?:"[^"]*"|`[^`]*`)$/.test(name) ? name.slice(1, -1) : name;
}

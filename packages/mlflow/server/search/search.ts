import { isLike } from "./like_pattern.ts";
import { invalidParameter } from "../requests/refused_request.ts";
import {
  type Comparator,
  type Comparison,
  parseFilter,
  parseOrder,
  type SearchKey,
} from "./search_filter.ts";

/** What can be searched for in one kind of thing. */
export interface SearchSpace<T> {
  /** What each word before the point means, e.g. `params` → `parameter`. */
  readonly entities: ReadonlyMap<string, string>;
  /** Attributes that a filter may name, and their type. */
  readonly filterable: Readonly<Record<string, "text" | "number">>;
  /** Attributes that an order may name. */
  readonly orderable: readonly string[];
  /** Names that mean the same attribute. */
  readonly synonyms?: ReadonlyMap<string, string>;
  /** Order if none is given, and what breaks ties. */
  readonly defaultOrder: readonly string[];
  /** Finds the values of a key: none if it is missing, several for data sets. */
  readonly valuesOf: (item: T, entity: string, key: string) => readonly (string | number)[];
}

/** What a search request asks for. */
export interface SearchRequest {
  /** Filter in MLflow's search language, or empty. */
  readonly filter: string;
  /** Sort keys. */
  readonly orderBy: readonly string[];
  /** Most items of the page. */
  readonly maxResults: number;
  /** Token of the page, or `null` for the first. */
  readonly pageToken: string | null;
}

/**
 * Searches: filters, sorts and cuts out a page.
 *
 * @param items What to search in.
 * @param space What can be searched for.
 * @returns The page, and the token of the next one, if any.
 * @throws {RefusedRequest} If the request names what cannot be searched for.
 */
export function search<T>(
  items: readonly T[],
  request: SearchRequest,
  space: SearchSpace<T>,
): { items: T[]; nextPageToken: string | undefined } {
  const conditions = parseFilter(request.filter).map((comparison) => condition(comparison, space));
  const orders = [...request.orderBy, ...space.defaultOrder].map((text) => order(text, space));
  const found = items.filter((item) => conditions.every((holds) => holds(item)));
  found.sort((a, b) => {
    for (const compare of orders) {
      const result = compare(a, b);
      if (result !== 0) return result;
    }
    return 0;
  });
  const start = parsePageToken(request.pageToken);
  const end = start + request.maxResults;
  return {
    items: found.slice(start, end),
    nextPageToken: end < found.length ? btoa(JSON.stringify({ offset: end })) : undefined,
  };
}

function condition<T>(comparison: Comparison, space: SearchSpace<T>): (item: T) => boolean {
  const { entity, key } = resolve(comparison, space, Object.keys(space.filterable));
  const isNumeric = entity === "metric" ||
    entity === "attribute" && space.filterable[key] === "number";
  const compare = comparing(comparison, isNumeric);
  return (item) => space.valuesOf(item, entity, key).some(compare);
}

function comparing(
  { key, comparator, value }: Comparison,
  isNumeric: boolean,
): (left: string | number) => boolean {
  if (isNumeric) {
    if (typeof value !== "number") {
      throw invalidParameter(
        `Expected numeric value type for "${key}". Found ${JSON.stringify(value)}`,
      );
    }
    const compare = NUMERIC[comparator];
    if (compare === undefined) {
      throw invalidParameter(`Invalid comparator '${comparator}' for "${key}"`);
    }
    return (left) => compare(Number(left), value);
  }
  if (typeof value === "object") {
    return (left) => value.includes(`${left}`) === (comparator === "IN");
  }
  if (typeof value === "number") {
    throw invalidParameter(`Expected a quoted string value for "${key}". Got value ${value}`);
  }
  if (comparator === "=") return (left) => left === value;
  if (comparator === "!=") return (left) => left !== value;
  if (comparator !== "LIKE" && comparator !== "ILIKE") {
    throw invalidParameter(`Invalid comparator '${comparator}' for "${key}"`);
  }
  const fold = comparator === "ILIKE" ? (text: string) => text.toLowerCase() : String;
  const pattern = fold(value);
  return (left) => isLike(fold(`${left}`), pattern);
}

const NUMERIC: Partial<Record<Comparator, (left: number, right: number) => boolean>> = {
  "=": (left, right) => left === right,
  "!=": (left, right) => left !== right,
  ">": (left, right) => left > right,
  ">=": (left, right) => left >= right,
  "<": (left, right) => left < right,
  "<=": (left, right) => left <= right,
};

function order<T>(text: string, space: SearchSpace<T>): (a: T, b: T) => number {
  const parsed = parseOrder(text);
  const { entity, key } = resolve(parsed, space, space.orderable);
  const direction = parsed.isDescending ? -1 : 1;
  return (a, b) => {
    const left = space.valuesOf(a, entity, key)[0];
    const right = space.valuesOf(b, entity, key)[0];
    const byRank = rank(left) - rank(right);
    if (byRank !== 0 || left === undefined || right === undefined) return byRank;
    return left < right ? -direction : left > right ? direction : 0;
  };
}

/** Missing values come last, NaN before them, in either direction. */
function rank(value: string | number | undefined): number {
  return value === undefined ? 2 : Number.isNaN(value) ? 1 : 0;
}

function resolve<T>(
  { entity, key }: SearchKey,
  space: SearchSpace<T>,
  attributes: readonly string[],
): { entity: string; key: string } {
  const meaning = entity === null ? "attribute" : space.entities.get(entity);
  if (meaning === undefined) {
    throw invalidParameter(
      `Invalid entity type '${entity}'. Valid values are ${[...space.entities.keys()].join(", ")}`,
    );
  }
  if (meaning !== "attribute") return { entity: meaning, key };
  const attribute = space.synonyms?.get(key) ?? key;
  if (!attributes.includes(attribute)) {
    throw invalidParameter(
      `Invalid attribute key '${key}' specified. Valid keys are ${attributes.join(", ")}`,
    );
  }
  return { entity: meaning, key: attribute };
}

function parsePageToken(token: string | null): number {
  if (token === null || token === "") return 0;
  try {
    const parsed: unknown = JSON.parse(atob(token));
    if (typeof parsed === "object" && parsed !== null && "offset" in parsed) {
      const offset = Number(parsed.offset);
      if (Number.isSafeInteger(offset) && offset > 0) return offset;
    }
  } catch {
    // Refused below, like any other text that is no token.
  }
  throw invalidParameter("Invalid page token");
}

import type { Answer, Schema } from "./schema.ts";

/** How strictly a value is read. */
export interface ParseOptions {
  /** Whether members that the schema does not name are refused; else they are those of a newer service. */
  readonly isStrict?: boolean;
}

/**
 * Holds a value to a schema.
 *
 * @param schema What it must be.
 * @param value What `JSON.parse` made.
 * @param options How strictly.
 * @returns The value itself, with its type.
 * @throws {TypeError} If it is something else; the message names the first place that is.
 */
export function parseAnswer<S extends Schema<unknown>>(
  schema: S,
  value: unknown,
  options: ParseOptions = {},
): Answer<S> {
  const place = misfit(schema, value, options.isStrict ?? false);
  if (place === null) return value as Answer<S>;
  throw new TypeError(`Cannot read the answer as ${place || "it"} must fit its schema`);
}

/** Finds the first place that does not fit: a path such as `.features[3].name`, or `null`. */
function misfit(schema: Schema<unknown>, value: unknown, isStrict: boolean): string | null {
  if (schema.anyOf !== undefined) {
    const places = schema.anyOf.map((one) => misfit(one, value, isStrict));
    // The deepest: of an object or null it is the member that is wrong, not the object.
    return places.includes(null) ? null : places.reduce((a, b) => b!.length > a!.length ? b : a);
  }
  if (schema.enum !== undefined) return schema.enum.includes(value) ? null : "";
  if (schema.type === undefined) return null;
  if (schema.type !== kindOf(value) && !(schema.type === "integer" && Number.isInteger(value))) {
    return "";
  }
  if (typeof value === "number") {
    return value >= (schema.minimum ?? -Infinity) && value <= (schema.maximum ?? Infinity)
      ? null
      : "";
  }
  if (Array.isArray(value)) {
    return firstOf(
      value.entries(),
      ([at, item]) => within(`[${at}]`, schema.items ?? {}, item, isStrict),
    );
  }
  if (schema.type !== "object") return null;
  const members = value as Readonly<Record<string, unknown>>;
  const missing = schema.required?.find((name) => !Object.hasOwn(members, name));
  if (missing !== undefined) return `.${missing}`;
  return firstOf(Object.entries(members), ([name, member]) => {
    const own = schema.properties?.[name] ?? schema.additionalProperties ?? {};
    if (own === false) return isStrict ? `.${name}` : null;
    return within(`.${name}`, own, member, isStrict);
  });
}

function within(
  name: string,
  schema: Schema<unknown>,
  value: unknown,
  isStrict: boolean,
): string | null {
  const place = misfit(schema, value, isStrict);
  return place === null ? null : name + place;
}

function firstOf<T>(items: Iterable<T>, find: (item: T) => string | null): string | null {
  for (const item of items) {
    const found = find(item);
    if (found !== null) return found;
  }
  return null;
}

function kindOf(value: unknown): string {
  return value === null ? "null" : Array.isArray(value) ? "array" : typeof value;
}

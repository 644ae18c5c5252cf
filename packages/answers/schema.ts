/**
 * Schemas as values: each is JSON Schema, as the service's OpenAPI document shows it, and knows its
 * TypeScript type, as the service's routes and the page's readers have it.
 *
 * @module
 */

/** JSON Schema (2020-12) of values of a type. */
export interface Schema<T> {
  /** What makes up the value, if it is of one kind. */
  readonly type?: "null" | "boolean" | "number" | "integer" | "string" | "array" | "object";
  /** What the value may be, word by word. */
  readonly enum?: readonly unknown[];
  /** Schemas of which one must hold. */
  readonly anyOf?: readonly Schema<unknown>[];
  /** Least number. */
  readonly minimum?: number;
  /** Largest number. */
  readonly maximum?: number;
  /** Schema of an array's elements. */
  readonly items?: Schema<unknown>;
  /** Schemas of an object's members. */
  readonly properties?: Readonly<Record<string, Schema<unknown>>>;
  /** Members that must be there. */
  readonly required?: readonly string[];
  /** Schema of the members that are not named, or `false`: there are none. */
  readonly additionalProperties?: Schema<unknown> | false;
  /** Form of a text, as a regular expression; told, not checked. */
  readonly pattern?: string;
  /** Form of a text, by name; told, not checked. */
  readonly format?: "date-time";
  /** What it is, for people. */
  readonly description?: string;
  /** Never there: it keeps the type. */
  readonly "~type"?: T;
}

/** Type of the values that a schema describes. */
export type Answer<S> = S extends Schema<infer T> ? T : never;

/** Type of an object by the schemas of its members. */
export type Members<P> = { readonly [K in keyof P]: Answer<P[K]> };

/** Whatever there is. */
export const anything: Schema<unknown> = {};

/** Any text. */
export const text: Schema<string> = { type: "string" };

/** A time in ISO 8601. */
export const time: Schema<string> = { type: "string", format: "date-time" };

/** Any number. */
export const number: Schema<number> = { type: "number" };

/** A whole number. */
export const whole: Schema<number> = { type: "integer" };

/** A share or a probability, 0–1. */
export const share: Schema<number> = { type: "number", minimum: 0, maximum: 1 };

/** Yes or no. */
export const flag: Schema<boolean> = { type: "boolean" };

/**
 * Says what a value is.
 *
 * @param schema Its schema.
 * @param description The sentence.
 * @returns The schema with it.
 */
export function described<T>(schema: Schema<T>, description: string): Schema<T> {
  return { ...schema, description };
}

/**
 * Makes the schema of a choice.
 *
 * @param words What may be chosen.
 * @returns The schema.
 */
export function oneOf<const T extends string>(...words: readonly T[]): Schema<T> {
  return { enum: words };
}

/**
 * Makes the schema of what fits one of several schemas.
 *
 * @param schemas The schemas.
 * @returns The schema.
 */
export function either<const S extends readonly Schema<unknown>[]>(
  ...schemas: S
): Schema<Answer<S[number]>> {
  return { anyOf: schemas };
}

/**
 * Makes the schema of what may be `null`.
 *
 * @param schema Schema of all else.
 * @returns The schema.
 */
export function nullable<T>(schema: Schema<T>): Schema<T | null> {
  return { anyOf: [schema, { type: "null" }] };
}

/**
 * Makes the schema of an array.
 *
 * @param items Schema of its elements.
 * @returns The schema.
 */
export function listOf<T>(items: Schema<T>): Schema<readonly T[]> {
  return { type: "array", items };
}

/**
 * Makes the schema of an object whose members have any names.
 *
 * @param values Schema of the members.
 * @returns The schema.
 */
export function recordOf<T>(values: Schema<T>): Schema<Readonly<Record<string, T>>> {
  return { type: "object", additionalProperties: values };
}

/**
 * Makes the schema of an object.
 *
 * @param required Schemas of the members that are always there.
 * @param optional Schemas of those that may be missing.
 * @returns The schema.
 */
export function object<
  const R extends Readonly<Record<string, Schema<unknown>>>,
  // deno-lint-ignore ban-types -- no optional members at all
  const O extends Readonly<Record<string, Schema<unknown>>> = {},
>(required: R, optional?: O): Schema<Members<R> & Partial<Members<O>>> {
  return {
    type: "object",
    properties: { ...required, ...optional },
    required: Object.keys(required),
    additionalProperties: false,
  };
}

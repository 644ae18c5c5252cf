import { WireObject } from "../../wire_object.ts";
import { invalidParameter } from "./refused_request.ts";

/** Answers one call of the protocol: the request's fields in, the answer's fields out. */
export type Call = (fields: WireObject) => Readonly<Record<string, unknown>>;

/**
 * Calls by method and path after `/api/2.0/mlflow/`, e.g. `POST runs/create`. A segment in braces, as
 * in `GET logged-models/{model_id}`, stands for any one, which becomes a field of that name.
 */
export type Calls = Readonly<Record<string, Call>>;

/** A call that was found, and what its path says. */
export interface FoundCall {
  /** The call. */
  readonly call: Call;
  /** Fields that stand in the path; they go before those of the body. */
  readonly pathFields: Readonly<Record<string, string>>;
}

/** Finds calls by method and path. */
export class CallTable {
  readonly #fixed = new Map<string, Map<string, Call>>();
  readonly #templates: { method: string; segments: readonly string[]; call: Call }[] = [];

  /**
   * Makes the table.
   */
  constructor(calls: Calls) {
    for (const [key, call] of Object.entries(calls)) {
      const [method = "", path = ""] = key.split(" ");
      if (path.includes("{")) this.#templates.push({ method, segments: path.split("/"), call });
      else this.#fixed.set(path, (this.#fixed.get(path) ?? new Map()).set(method, call));
    }
  }

  /**
   * Finds the calls of a path; one without braces goes before those with.
   *
   * @param path The path, its segments still encoded.
   * @returns Calls by method; none if there is no such path.
   */
  find(path: string): ReadonlyMap<string, FoundCall> {
    const fixed = this.#fixed.get(path);
    if (fixed !== undefined) {
      return new Map([...fixed].map(([method, call]) => [method, { call, pathFields: {} }]));
    }
    const segments = path.split("/");
    return new Map(this.#templates.flatMap(({ method, segments: template, call }) => {
      const pathFields = matchSegments(template, segments);
      return pathFields === null ? [] : [[method, { call, pathFields }] as const];
    }));
  }
}

/**
 * Adds the fields of a path to those of a body.
 *
 * @param fields The body's.
 * @param pathFields The path's.
 * @returns All of them.
 */
export function withPathFields(
  fields: WireObject,
  pathFields: Readonly<Record<string, string>>,
): WireObject {
  if (Object.keys(pathFields).length === 0) return fields;
  return new WireObject({ ...fields.fields, ...pathFields }, "request", invalidParameter);
}

function matchSegments(
  template: readonly string[],
  segments: readonly string[],
): Record<string, string> | null {
  if (template.length !== segments.length) return null;
  const fields: Record<string, string> = {};
  for (const [index, wanted] of template.entries()) {
    const segment = segments[index]!;
    if (!wanted.startsWith("{")) {
      if (wanted !== segment) return null;
      continue;
    }
    fields[wanted.slice(1, -1)] = decodeSegment(segment);
  }
  return fields;
}

function decodeSegment(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    throw invalidParameter("Invalid path");
  }
}

/**
 * Leaves a list out of an answer if it is empty, as protobuf's JSON does.
 *
 * @returns The list, or `undefined`.
 */
export function unlessEmpty<T>(list: readonly T[]): readonly T[] | undefined {
  return list.length === 0 ? undefined : list;
}

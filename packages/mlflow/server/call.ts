import type { WireObject } from "../wire_object.ts";

/** Answers one call of the protocol: the request's fields in, the answer's fields out. */
export type Call = (fields: WireObject) => Readonly<Record<string, unknown>>;

/** Calls by method and path after `/api/2.0/mlflow/`, e.g. `POST runs/create`. */
export type Calls = Readonly<Record<string, Call>>;

/**
 * Leaves a list out of an answer if it is empty, as protobuf's JSON does.
 *
 * @param list The list.
 * @returns The list, or `undefined`.
 */
export function unlessEmpty<T>(list: readonly T[]): readonly T[] | undefined {
  return list.length === 0 ? undefined : list;
}

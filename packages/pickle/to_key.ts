import { PickleError } from "./pickle_error.ts";
import { describeValue, type PythonKey, type PythonValue } from "./python_value.ts";

/**
 * Takes a value as the key of a dictionary.
 *
 * @param value A text, number, boolean or None.
 * @returns The key.
 * @throws {PickleError} If it is another value: to compare tuples by what they hold can take forever.
 */
export function toKey(value: PythonValue): PythonKey {
  if (value === null || typeof value !== "object") return value;
  throw new PickleError(
    `the key of a dictionary must be a text or number: is ${describeValue(value)}`,
  );
}

import { Problem } from "../http/problem.ts";

/**
 * Reads a whole number from a query.
 *
 * @param query Parameters of the address.
 * @param name Name of the parameter.
 * @param range What counts where it is missing, and the largest; the smallest is 1.
 * @returns The number.
 * @throws {Problem} 422 if it is no whole number of the range.
 */
export function readCount(
  query: URLSearchParams,
  name: string,
  { fallback, max }: { fallback: number; max: number },
): number {
  const text = query.get(name);
  if (text === null) return fallback;
  const value = Number(text);
  if (/^\d+$/.test(text) && value >= 1 && value <= max) return value;
  throw new Problem(422, `The parameter "${name}" must be a whole number from 1 to ${max}`);
}

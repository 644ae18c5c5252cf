/**
 * Orders numbers from the smallest on, equal ones as they come.
 *
 * @param numbers The numbers, none NaN; they may be infinite.
 * @returns Their indices, shape `[n]`.
 */
export function ascendingOrder(numbers: Float64Array): number[] {
  // The difference of two infinite numbers is none.
  const compare = (one: number, other: number) => one < other ? -1 : one > other ? 1 : 0;
  return Array.from(numbers.keys()).sort((one, other) => compare(numbers[one]!, numbers[other]!));
}

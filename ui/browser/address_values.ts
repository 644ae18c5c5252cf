import type { Feature } from "@mlops/diabetes";
import type { Values } from "./scorer.ts";

/**
 * Reads a shared case from an address.
 *
 * @param search The query, with or without its question mark.
 * @param features The model's features.
 * @returns The value of each feature, its default where the address says nothing; `null` if the
 * address names no feature at all.
 */
export function readAddressValues(search: string, features: readonly Feature[]): Values | null {
  const query = new URLSearchParams(search);
  let isShared = false;
  const values: Record<string, number> = {};
  for (const feature of features) {
    const text = query.get(feature.name);
    const value = text === null || text.trim() === "" ? NaN : Number(text);
    isShared ||= Number.isFinite(value);
    values[feature.name] = Number.isFinite(value) ? value : feature.default;
  }
  return isShared ? values : null;
}

/**
 * Writes a case into an address, leaving what else the query holds.
 *
 * @param search The query so far.
 * @param values The case.
 * @returns The query with its question mark.
 */
export function writeAddressValues(search: string, values: Values): string {
  const query = new URLSearchParams(search);
  for (const [name, value] of Object.entries(values)) query.set(name, `${value}`);
  return `?${query}`;
}

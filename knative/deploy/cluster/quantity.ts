/** Bytes of the units that Kubernetes knows. */
const UNITS: Readonly<Record<string, number>> = {
  "": 1,
  k: 1e3,
  M: 1e6,
  G: 1e9,
  T: 1e12,
  Ki: 2 ** 10,
  Mi: 2 ** 20,
  Gi: 2 ** 30,
  Ti: 2 ** 40,
};

/**
 * Reads an amount of CPU as manifests write it.
 *
 * @param text Whole cores, or thousandths with an `m`.
 * @returns Thousandths of a core.
 */
export function millicores(text: string): number {
  return text.endsWith("m") ? Number(text.slice(0, -1)) : Number(text) * 1000;
}

/**
 * Reads an amount of memory as manifests write it.
 *
 * @param text A number with a unit of Kubernetes, e.g. `128Mi`.
 * @returns Bytes; `NaN` if it is none.
 */
export function bytesOf(text: string): number {
  const [, number = "", unit = ""] = /^([\d.]+)([A-Za-z]*)$/.exec(text) ?? [];
  // A thousandth of a byte is what a division by the API server may leave.
  return unit === "m" ? Number(number) / 1000 : Number(number) * (UNITS[unit] ?? NaN);
}

/** How to write a size. */
export interface FormatOptions {
  /** Whether to count by 1024 (KiB); default `false` (kB). */
  binary?: boolean;
  /** Fewest digits after the point. */
  minimumFractionDigits?: number;
  /** Most digits after the point. */
  maximumFractionDigits?: number;
}

/**
 * Writes a size for people, as "1.34 kB".
 *
 * @param num The size in bytes.
 * @param options Base and digits.
 * @returns The text.
 */
export function format(num: number, options?: FormatOptions): string;

import { FUNCTION_EXPORT, IMPORT_MODULE, MEMORY_IMPORT } from "./wasm_binary.ts";
import type { RowNumbers } from "./row_columns.ts";

/** Sums up the trees for a block of rows that lie in its memory. */
export interface BlockScorer {
  /** Most rows at a time. */
  readonly blockRows: number;
  /** The rows' columns, row-major `[blockRows, nColumns]`. */
  readonly rows: RowNumbers;
  /** Sums, which begin as the caller sets them, row-major `[blockRows, sumStride]`. */
  readonly sums: RowNumbers;
  /** Sums of a row, of which the first `nOutputs` count. */
  readonly sumStride: number;
  /**
   * Adds to the sums what the trees say.
   *
   * @param nRows Number of rows, at least 1; it may also do what lies after them.
   */
  run(nRows: number): void;
}

/** A scorer and about how long it takes, as one is chosen by. */
export interface PricedScorer extends BlockScorer {
  /** Nanoseconds for `blockRows` rows. */
  readonly cost: number;
}

/**
 * Makes a function of a WebAssembly module.
 *
 * @param bytes The module, by `wasmModule`.
 * @param memory The memory that it works on.
 * @returns Its function.
 */
export function compile(
  bytes: Uint8Array<ArrayBuffer>,
  memory: WebAssembly.Memory,
): (...numbers: number[]) => void {
  const imports = { [IMPORT_MODULE]: { [MEMORY_IMPORT]: memory } };
  const { exports } = new WebAssembly.Instance(new WebAssembly.Module(bytes), imports);
  return exports[FUNCTION_EXPORT] as (...numbers: number[]) => void;
}

import { PickleError } from "./pickle_error.ts";

/** A file with many names for one array is decoded once per name: this is how often that may be. */
const TIMES = 16;
const FREE_BYTES = 1 << 20;

/**
 * Keeps what is decoded from a file in proportion to the file, even if one array is a million trees'.
 */
export class DecodeBudget {
  #left: number;
  /**
   * Starts with all of it.
   *
   * @param fileBytes Size of the file, unpacked.
   */
  constructor(fileBytes: number) {
    this.#left = fileBytes * TIMES + FREE_BYTES;
  }

  /**
   * Takes some of it.
   *
   * @param sizeBytes Size of what is about to be made.
   * @throws {PickleError} If that is more than is left.
   */
  spend(sizeBytes: number): void {
    this.#left -= sizeBytes;
    if (this.#left < 0) {
      throw new PickleError(
        `its arrays must be used in proportion to the file: one of them is used too often`,
        { format: "model" },
      );
    }
  }
}

import { ModelError } from "@mlops/model";

/**
 * Lists, objects and names that a file may hold beside one for so many of its bytes: each takes up to a
 * hundred bytes of memory, and a byte or two of the file. A tree that is but a leaf has some forty of them in
 * 700 bytes or more.
 */
const FREE = 100_000;
const BYTES_EACH = 16;

/** Values outside of typed arrays: the shortest take a byte of the file, and eight of memory. */
const FREE_VALUES = 1_000_000;
const BYTES_OF_VALUE = 4;

/** Keeps what a file makes in proportion to its size. */
export class StructureBudget {
  #nLeft: number;
  #nValuesLeft: number;

  /**
   * Starts with all of it.
   *
   * @param fileBytes Size of the file.
   */
  constructor(fileBytes: number) {
    this.#nLeft = FREE + fileBytes / BYTES_EACH;
    this.#nValuesLeft = FREE_VALUES + fileBytes / BYTES_OF_VALUE;
  }

  /**
   * Takes a list, an object, or the name of a member.
   *
   * @throws {ModelError} If there is none left.
   */
  noteStructure(): void {
    if (--this.#nLeft >= 0) return;
    throw new ModelError(
      "damaged",
      "the file's lists, objects and names must be in proportion to its size: there are more",
    );
  }

  /**
   * Takes a value.
   *
   * @throws {ModelError} If there is none left.
   */
  noteValue(): void {
    if (--this.#nValuesLeft >= 0) return;
    throw new ModelError(
      "damaged",
      "the file's values must be in proportion to its size: there are more",
    );
  }
}

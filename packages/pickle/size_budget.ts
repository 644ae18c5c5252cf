import { OPCODE } from "./opcodes.ts";
import { PickleError } from "./pickle_error.ts";

/**
 * Lists, dictionaries, tuples and objects that a file may hold beside one for so many of its bytes: each
 * takes a hundred bytes of memory or more, and a byte or two of the file.
 */
const FREE_CONTAINERS = 70_000;
const BYTES_OF_CONTAINER = 32;

/**
 * Opcodes that a file may have beside one for so many of its bytes: what is not in arrays. Large models take
 * ten bytes for each, and a file of nothing else held up its reader for a quarter of a minute.
 */
const FREE_OPCODES = 1_000_000;
const BYTES_OF_OPCODE = 8;

const MAKES_CONTAINER: ReadonlySet<number> = new Set([
  OPCODE.tuple1,
  OPCODE.tuple2,
  OPCODE.tuple3,
  OPCODE.tuple,
  OPCODE.emptyList,
  OPCODE.emptyDict,
  OPCODE.emptySet,
  OPCODE.frozenset,
  OPCODE.reduce,
  OPCODE.newobj,
  OPCODE.newobjEx,
]);

/** Keeps what a file makes in proportion to its size. */
export class SizeBudget {
  #nLeft: number;
  #nOpcodesLeft: number;

  /**
   * Starts with all of it.
   *
   * @param fileBytes Size of the file.
   */
  constructor(fileBytes: number) {
    this.#nLeft = FREE_CONTAINERS + fileBytes / BYTES_OF_CONTAINER;
    this.#nOpcodesLeft = FREE_OPCODES + fileBytes / BYTES_OF_OPCODE;
  }

  /**
   * Takes one opcode.
   *
   * @throws {PickleError} If there is none left.
   */
  noteOpcode(): void {
    if (--this.#nOpcodesLeft >= 0) return;
    throw new PickleError("its opcodes must be in proportion to the file: there are more");
  }

  /**
   * Takes one, if an opcode makes a container.
   *
   * @param opcode The opcode.
   * @throws {PickleError} If there is none left.
   */
  note(opcode: number): void {
    if (!MAKES_CONTAINER.has(opcode) || --this.#nLeft >= 0) return;
    throw new PickleError("its containers must be in proportion to the file: there are more");
  }
}

import { PickleError } from "./pickle_error.ts";
import { PythonTuple, type PythonValue } from "./python_value.ts";

/**
 * Most values and marks that wait at once: Python hands lists and dictionaries on a thousand at a time, and
 * a tuple as a whole.
 */
const MAX_WAITING = 250_000;
const MAX_MARKS = 100_000;

/** The values that opcodes work on, and the marks between them. */
export class PickleStack {
  readonly #values: PythonValue[] = [];
  readonly #marks: number[] = [];

  /** Whether there is exactly one value and no mark. */
  get isSingle(): boolean {
    return this.#values.length === 1 && this.#marks.length === 0;
  }

  /**
   * Adds a value.
   *
   * @throws {PickleError} If too many wait.
   */
  push(value: PythonValue): void {
    if (this.#values.length === MAX_WAITING) {
      throw new PickleError(`at most ${MAX_WAITING} values may wait on the stack`);
    }
    this.#values.push(value);
  }

  /**
   * Adds a mark.
   *
   * @throws {PickleError} If there are too many.
   */
  mark(): void {
    if (this.#marks.length === MAX_MARKS) {
      throw new PickleError(`at most ${MAX_MARKS} marks may be on the stack`);
    }
    this.#marks.push(this.#values.length);
  }

  /**
   * Takes the last value.
   *
   * @returns The value.
   * @throws {PickleError} If there is none above the last mark.
   */
  pop(): PythonValue {
    const value = this.top();
    this.#values.pop();
    return value;
  }

  /**
   * Looks at the last value.
   *
   * @returns The value.
   * @throws {PickleError} If there is none above the last mark.
   */
  top(): PythonValue {
    const value = this.#values.at(-1);
    if (value === undefined || this.#values.length === (this.#marks.at(-1) ?? 0)) {
      throw new PickleError("the stack is empty");
    }
    return value;
  }

  /** Takes the last value or the last mark, whichever is above. */
  popAny(): void {
    if (this.#marks.at(-1) === this.#values.length) this.#marks.pop();
    else this.pop();
  }

  /**
   * Takes the last mark and what is above it.
   *
   * @returns The values.
   * @throws {PickleError} If there is no mark.
   */
  popToMark(): PythonValue[] {
    const mark = this.#marks.pop();
    if (mark === undefined) throw new PickleError("there is no mark on the stack");
    return this.#values.splice(mark);
  }

  /**
   * Takes values as a tuple.
   *
   * @param length How many.
   * @returns The tuple.
   * @throws {PickleError} If there are not so many above the last mark.
   */
  popTuple(length: number): PythonTuple {
    const items: PythonValue[] = [];
    for (let index = 0; index < length; index++) items.push(this.pop());
    return new PythonTuple(items.reverse());
  }
}

import { ModelError } from "@mlops/model";

/** Where a vector's elements lie. */
interface Vector {
  /** First byte of the first element. */
  readonly at: number;
  /** Number of elements. */
  readonly length: number;
}

/**
 * A table of FlatBuffers (flatbuffers.dev/internals), read in place: every offset and count is held
 * against the bytes that are there. A field is known by its number; one that is not there has the default.
 */
export class FlatTable {
  readonly #view: DataView;
  readonly #at: number;
  readonly #fieldsAt: number;
  readonly #nFields: number;

  /**
   * Opens the root table of a buffer.
   *
   * @param view The buffer.
   * @returns The table.
   * @throws {ModelError} If it does not lie within the buffer.
   */
  static root(view: DataView): FlatTable {
    if (view.byteLength < 8) throw new ModelError("damaged", "the model is truncated: has no root");
    const at = view.getUint32(0, true);
    if (at + 4 > view.byteLength) {
      throw new ModelError("damaged", `the root must not lie beyond the file: is at ${at}`);
    }
    return new FlatTable(view, at);
  }

  private constructor(view: DataView, at: number) {
    this.#view = view;
    this.#at = at;
    if (at + 4 > view.byteLength) this.#refuse("table");
    const fields = at - view.getInt32(at, true);
    if (fields < 0 || fields + 4 > view.byteLength) this.#refuse("table");
    const sizeBytes = view.getUint16(fields, true);
    if (sizeBytes < 4 || fields + sizeBytes > view.byteLength) this.#refuse("table");
    this.#fieldsAt = fields + 4;
    this.#nFields = (sizeBytes - 4) >> 1;
  }

  /**
   * Reads an int32.
   *
   * @param field Its number.
   * @param fallback What it is where it is not there.
   */
  int32(field: number, fallback: number): number {
    const at = this.#find(field, 4);
    return at < 0 ? fallback : this.#view.getInt32(at, true);
  }

  /**
   * Reads a byte.
   *
   * @param field Its number.
   */
  byte(field: number): number {
    const at = this.#find(field, 1);
    return at < 0 ? 0 : this.#view.getUint8(at);
  }

  /**
   * Reads a float64.
   *
   * @param field Its number.
   * @param fallback What it is where it is not there.
   */
  double(field: number, fallback: number): number {
    const at = this.#find(field, 8);
    return at < 0 ? fallback : this.#view.getFloat64(at, true);
  }

  /**
   * Reads text.
   *
   * @param field Its number.
   * @returns The text, "" where it is not there.
   */
  text(field: number): string {
    const { at, length } = this.#vector(field, 1);
    const bytes = new Uint8Array(this.#view.buffer, this.#view.byteOffset + at, length);
    return new TextDecoder().decode(bytes);
  }

  /**
   * Opens a table.
   *
   * @param field Its number.
   * @returns The table, or `null` where it is not there.
   */
  table(field: number): FlatTable | null {
    const at = this.#find(field, 4);
    return at < 0 ? null : this.#follow(at);
  }

  /**
   * Opens a vector of tables.
   *
   * @param field Its number.
   */
  tables(field: number): FlatTable[] {
    const { at, length } = this.#vector(field, 4);
    return Array.from({ length }, (_, i) => this.#follow(at + 4 * i));
  }

  /**
   * Counts a vector's elements.
   *
   * @param field Its number.
   */
  count(field: number): number {
    return this.#vector(field, 1).length;
  }

  /**
   * Reads a vector of int32 numbers.
   *
   * @param field Its number.
   */
  int32s(field: number): Int32Array {
    const { at, length } = this.#vector(field, 4);
    return Int32Array.from({ length }, (_, i) => this.#view.getInt32(at + 4 * i, true));
  }

  /**
   * Reads a vector of structs of two uint16 numbers.
   *
   * @param field Its number.
   * @returns The numbers, two by two.
   */
  pairs(field: number): Uint16Array {
    const { at, length } = this.#vector(field, 4);
    return Uint16Array.from(
      { length: 2 * length },
      (_, i) => this.#view.getUint16(at + 2 * i, true),
    );
  }

  /**
   * Reads a vector of float32 numbers.
   *
   * @param field Its number.
   */
  floats(field: number): Float32Array {
    const { at, length } = this.#vector(field, 4);
    return Float32Array.from({ length }, (_, i) => this.#view.getFloat32(at + 4 * i, true));
  }

  /**
   * Reads a vector of float64 numbers.
   *
   * @param field Its number.
   */
  doubles(field: number): Float64Array {
    const { at, length } = this.#vector(field, 8);
    return Float64Array.from({ length }, (_, i) => this.#view.getFloat64(at + 8 * i, true));
  }

  #vector(field: number, elementBytes: number): Vector {
    const offsetAt = this.#find(field, 4);
    if (offsetAt < 0) return { at: 0, length: 0 };
    const at = offsetAt + this.#view.getUint32(offsetAt, true);
    if (at + 4 > this.#view.byteLength) this.#refuse(`vector of field ${field}`);
    const length = this.#view.getUint32(at, true);
    if (at + 4 + length * elementBytes > this.#view.byteLength) {
      this.#refuse(`vector of field ${field}`);
    }
    return { at: at + 4, length };
  }

  #follow(at: number): FlatTable {
    return new FlatTable(this.#view, at + this.#view.getUint32(at, true));
  }

  /** Where a field lies, or -1 if it is not there. */
  #find(field: number, sizeBytes: number): number {
    if (field >= this.#nFields) return -1;
    const offset = this.#view.getUint16(this.#fieldsAt + 2 * field, true);
    if (offset === 0) return -1;
    const at = this.#at + offset;
    if (at + sizeBytes > this.#view.byteLength) this.#refuse(`field ${field}`);
    return at;
  }

  #refuse(what: string): never {
    throw new ModelError(
      "damaged",
      `a ${what} must not lie beyond the file (at byte ${this.#at} of the model)`,
    );
  }
}

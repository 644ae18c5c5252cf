import { PickleError } from "./pickle_error.ts";

/** What an item is: float, signed and unsigned integer, boolean, object, text, bytes, structure. */
export type DtypeKind = "f" | "i" | "u" | "b" | "O" | "U" | "S" | "V";

/** One named field of a structured item. */
export interface DtypeField {
  /** Its type. */
  readonly dtype: NumpyDtype;
  /** Where it begins in the item, in bytes. */
  readonly offset: number;
}

const CODE = /^[<>|=]?([fiubOUSV])(\d{1,9})$/;
const SIZES: Partial<Record<DtypeKind, readonly number[]>> = {
  f: [2, 4, 8],
  i: [1, 2, 4, 8],
  u: [1, 2, 4, 8],
  b: [1],
  O: [8],
};

/** The type of an array's items (`numpy.dtype`). */
export class NumpyDtype {
  /** What an item is. */
  readonly kind: DtypeKind;
  #itemSize: number;
  #isLittleEndian: boolean;
  #fields: ReadonlyMap<string, DtypeField> | null = null;
  #isComplete = false;

  /**
   * Reads a code such as `f8`, `<i4`, `U12` or `V56`; the number of a text counts its letters.
   *
   * @param code The code, with or without the sign for the order of bytes.
   * @throws {PickleError} If there is no such type here.
   */
  constructor(code: string) {
    const match = CODE.exec(code);
    const kind = match?.[1];
    const size = Number(match?.[2]);
    if (!isKind(kind) || SIZES[kind]?.includes(size) === false) {
      throw new PickleError(
        `its items must be numbers, texts, objects or structures: have type ${
          JSON.stringify(code.slice(0, 40))
        }`,
        { format: "ndarray" },
      );
    }
    this.kind = kind;
    this.#itemSize = kind === "U" ? size * 4 : size;
    this.#isLittleEndian = !code.startsWith(">");
  }

  /** Size of an item in bytes; of an object that of the pointer which was there. */
  get itemSize(): number {
    return this.#itemSize;
  }

  /** Whether numbers have their lowest byte first. */
  get isLittleEndian(): boolean {
    return this.#isLittleEndian;
  }

  /** The fields of a structured item by name, else `null`. */
  get fields(): ReadonlyMap<string, DtypeField> | null {
    return this.#fields;
  }

  /** Whether the type can change no more; true as soon as an array has it. */
  get isComplete(): boolean {
    return this.#isComplete;
  }

  /** The code, for messages. */
  get description(): string {
    return `dtype ${this.kind}${this.kind === "U" ? this.#itemSize / 4 : this.#itemSize}`;
  }

  /**
   * Settles what the code left open.
   *
   * @param details The order of bytes and the fields of a structure; what is missing stays as it is.
   * @throws {PickleError} If it was settled before, or a field lies outside the item.
   */
  complete(
    details: { isLittleEndian?: boolean; fields?: ReadonlyMap<string, DtypeField> } = {},
  ): void {
    if (this.#isComplete) throw new PickleError("a dtype is filled a second time");
    for (const [name, { dtype, offset }] of details.fields ?? []) {
      const shown = JSON.stringify(name.slice(0, 40));
      if (!dtype.isComplete || dtype.kind === "O") {
        throw new PickleError(`field ${shown} must be plain: is ${dtype.description}`, {
          format: "ndarray",
        });
      }
      if (offset + dtype.itemSize > this.#itemSize) {
        throw new PickleError(
          `field ${shown} goes beyond the item: ends at byte ${offset + dtype.itemSize} of ` +
            `${this.#itemSize}`,
          { format: "ndarray" },
        );
      }
    }
    this.#isLittleEndian = details.isLittleEndian ?? this.#isLittleEndian;
    this.#fields = details.fields ?? null;
    this.#isComplete = true;
  }
}

function isKind(text: string | undefined): text is DtypeKind {
  return text !== undefined && "fiubOUSV".includes(text);
}

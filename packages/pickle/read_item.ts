import type { NumpyDtype } from "./numpy_dtype.ts";
import { PickleError } from "./pickle_error.ts";

/** Reads the item at a position, in bytes. */
export type ReadItem<T> = (position: number) => T;

/**
 * Makes a reader of numbers for arrays of floats, integers or booleans.
 *
 * @param view The array's bytes.
 * @param dtype Type of its items.
 * @returns Reads one item as a double; an integer beyond 2^53 is a {@link PickleError}.
 * @throws {PickleError} If the items are no numbers.
 */
export function numberReader(view: DataView, dtype: NumpyDtype): ReadItem<number> {
  const little = dtype.isLittleEndian;
  switch (`${dtype.kind}${dtype.itemSize}`) {
    case "f8":
      return (at) => view.getFloat64(at, little);
    case "f4":
      return (at) => view.getFloat32(at, little);
    case "f2":
      return (at) => view.getFloat16(at, little);
    case "i4":
      return (at) => view.getInt32(at, little);
    case "i2":
      return (at) => view.getInt16(at, little);
    case "i1":
      return (at) => view.getInt8(at);
    case "u4":
      return (at) => view.getUint32(at, little);
    case "u2":
      return (at) => view.getUint16(at, little);
    case "u1":
    case "b1":
      return (at) => view.getUint8(at);
    case "i8":
    case "u8":
      return (at) => safeInteger(wideInteger(view, { at, dtype }));
    default:
      throw new PickleError(`its items must be numbers: have ${dtype.description}`, {
        format: "ndarray",
      });
  }
}

/**
 * Makes a reader of whatever an item holds in Python: a number, a boolean, an integer of any size or
 * a text.
 *
 * @param view The array's bytes.
 * @param dtype Type of its items.
 * @returns Reads one item.
 * @throws {PickleError} If the items are bytes, structures or objects.
 */
export function scalarReader(
  view: DataView,
  dtype: NumpyDtype,
): ReadItem<boolean | number | bigint | string> {
  if (dtype.kind === "U") return (at) => readText(view, { at, dtype });
  if (dtype.kind === "b") return (at) => view.getUint8(at) !== 0;
  if (dtype.itemSize === 8 && (dtype.kind === "i" || dtype.kind === "u")) {
    return (at) => {
      const value = wideInteger(view, { at, dtype });
      if (Number.isSafeInteger(value)) return value;
      return dtype.kind === "i"
        ? view.getBigInt64(at, dtype.isLittleEndian)
        : view.getBigUint64(at, dtype.isLittleEndian);
    };
  }
  return numberReader(view, dtype);
}

/** An integer of 64 bits as the nearest double, which is exact within ±(2^53 - 1). */
function wideInteger(view: DataView, { at, dtype }: { at: number; dtype: NumpyDtype }): number {
  const little = dtype.isLittleEndian;
  const highAt = little ? at + 4 : at;
  const low = view.getUint32(little ? at : at + 4, little);
  const high = dtype.kind === "i" ? view.getInt32(highAt, little) : view.getUint32(highAt, little);
  return high * 0x1_0000_0000 + low;
}

function safeInteger(value: number): number {
  if (Number.isSafeInteger(value)) return value;
  throw new PickleError(`an integer must be within ±(2^53 - 1): is about ${value}`, {
    format: "ndarray",
  });
}

/** A text of code points in four bytes each, up to the first zero. */
function readText(view: DataView, { at, dtype }: { at: number; dtype: NumpyDtype }): string {
  let text = "";
  for (let offset = 0; offset < dtype.itemSize; offset += 4) {
    const codePoint = view.getUint32(at + offset, dtype.isLittleEndian);
    if (codePoint === 0) break;
    if (codePoint > 0x10ffff || (codePoint >= 0xd800 && codePoint < 0xe000)) {
      throw new PickleError(`a text must be Unicode: has code point ${codePoint}`, {
        format: "ndarray",
      });
    }
    text += String.fromCodePoint(codePoint);
  }
  return text;
}

import type { DecodeBudget } from "./decode_budget.ts";
import { NumpyArray } from "./numpy_array.ts";
import { type DtypeField, NumpyDtype } from "./numpy_dtype.ts";
import { PickleError } from "./pickle_error.ts";
import type { PythonValue } from "./python_value.ts";

const MAGIC = [0x93, ...new TextEncoder().encode("NUMPY")];
const HEADER =
  /^\{'descr': (.+), 'fortran_order': (True|False), 'shape': \(((?:\d{1,16}, ?)*(?:\d{1,16})?)\),? ?\} *\n?$/;
const MAX_HEADER_BYTES = 10_000;
const MAX_FIELDS = 64;

/**
 * Reads an array as NumPy saves it (`numpy.lib.format`, versions 1 to 3).
 *
 * @param bytes The whole file, of which the array stays a view.
 * @param options What bounds its decoding, and its name, for messages.
 * @returns The array.
 * @throws {PickleError} If it is damaged, or holds objects or structures within structures.
 */
export function readNpy(
  bytes: Uint8Array,
  { budget, name }: { budget: DecodeBudget; name: string },
): NumpyArray<PythonValue> {
  const [, descr, order, sizes] = readHeader(bytes, name);
  const array = new NumpyArray<PythonValue>(budget);
  const start = headerEnd(bytes);
  try {
    array.fill({
      dtype: readDescr(descr!),
      shape: sizes!.split(",").filter((size) => size.trim() !== "").map(Number),
      isFortran: order === "True",
      data: bytes.subarray(start),
    });
  } catch (error) {
    if (!(error instanceof PickleError)) throw error;
    throw new PickleError(
      `its array "${name}" is damaged: ${error.message.replace("Cannot read ndarray as ", "")}`,
      {
        format: "skops file",
        cause: error,
      },
    );
  }
  return array;
}

function headerEnd(bytes: Uint8Array): number {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return bytes[6] === 1 ? 10 + view.getUint16(8, true) : 12 + view.getUint32(8, true);
}

function readHeader(bytes: Uint8Array, name: string): RegExpExecArray {
  if (bytes.length >= 12 && MAGIC.every((byte, index) => bytes[index] === byte)) {
    const end = headerEnd(bytes);
    if (end <= bytes.length && end <= MAX_HEADER_BYTES) {
      const text = new TextDecoder().decode(bytes.subarray(bytes[6] === 1 ? 10 : 12, end));
      const header = HEADER.exec(text);
      if (header !== null) return header;
    }
  }
  throw new PickleError(`its array "${name}" has no header of NumPy's`, { format: "skops file" });
}

/** Reads `'<f8'`, or `[('name', '<i8'), …]` where an entry without a name is padding. */
function readDescr(descr: string): NumpyDtype {
  const code = /^'([^']*)'$/.exec(descr)?.[1];
  if (code !== undefined) return plainDtype(code);
  const entries = [...descr.matchAll(/\('([^'\\]*)', '([^']*)'\)/g)];
  const isWhole = descr === `[${entries.map(([entry]) => entry).join(", ")}]`;
  if (!isWhole || entries.length > MAX_FIELDS) {
    throw new PickleError(`its items must be plain or have plain fields: ${descr.slice(0, 80)}`, {
      format: "ndarray",
    });
  }
  const fields = new Map<string, DtypeField>();
  let offset = 0;
  for (const [, name, fieldCode] of entries) {
    const dtype = plainDtype(fieldCode!);
    if (name !== "") fields.set(name!, { dtype, offset });
    offset += dtype.itemSize;
  }
  const dtype = new NumpyDtype(`V${offset}`);
  dtype.complete({ fields });
  return dtype;
}

function plainDtype(code: string): NumpyDtype {
  // An array of objects is a pickle inside the file, which nothing here needs.
  if (code.endsWith("O")) {
    throw new PickleError(`its items must be no objects: ${code}`, { format: "ndarray" });
  }
  const dtype = new NumpyDtype(code);
  dtype.complete();
  return dtype;
}

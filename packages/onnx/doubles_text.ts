import { OnnxError } from "./onnx_error.ts";

/** Characters that `String.fromCharCode` is given at once. */
const PIECE = 8192;

/**
 * Writes doubles as text, for a file's metadata.
 *
 * @param doubles The doubles.
 * @returns Their little-endian bytes in base64.
 */
export function doublesToText(doubles: Float64Array): string {
  const bytes = new Uint8Array(doubles.buffer, doubles.byteOffset, doubles.byteLength);
  let text = "";
  for (let at = 0; at < bytes.length; at += PIECE) {
    text += String.fromCharCode(...bytes.subarray(at, at + PIECE));
  }
  return btoa(text);
}

/**
 * Reads what {@linkcode doublesToText} wrote.
 *
 * @param key Key of the metadata, for the message.
 * @param text The text.
 * @param length How many doubles are due.
 * @returns The doubles, all finite.
 * @throws {OnnxError} If it is no such text, as "damaged".
 */
export function textToDoubles(key: string, text: string, length: number): Float64Array {
  const bytes = decode(text);
  if (bytes?.length !== 8 * length) {
    const found = bytes === null ? "is no base64" : `has ${bytes.length} bytes`;
    throw new OnnxError("damaged", `"${key}" must have ${8 * length} bytes in base64: ${found}`);
  }
  const doubles = new Float64Array(bytes.buffer);
  if (doubles.every(Number.isFinite)) return doubles;
  throw new OnnxError("damaged", `"${key}" must hold finite numbers: some are not`);
}

function decode(text: string): Uint8Array<ArrayBuffer> | null {
  try {
    const binary = atob(text);
    const bytes = new Uint8Array(binary.length);
    for (let at = 0; at < bytes.length; at++) bytes[at] = binary.charCodeAt(at);
    return bytes;
  } catch {
    return null;
  }
}

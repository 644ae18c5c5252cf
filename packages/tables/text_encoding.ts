import { zeroHalf } from "./file_kind.ts";

/** How a text is written in bytes. */
export type TextEncoding = "utf-8" | "utf-16le" | "utf-16be" | "windows-1252";

/** A text that was taken for UTF-8 and is none. */
export class NotUtf8Error extends Error {
  /** Name of the class. */
  override readonly name = "NotUtf8Error";
}

/**
 * Tells the encoding by a byte-order mark or the zeros of UTF-16. What is neither is taken for UTF-8;
 * {@linkcode Utf8Transcoder} finds out if it is not.
 *
 * @param head The first bytes.
 * @returns The encoding.
 */
export function detectEncoding(head: Uint8Array): TextEncoding {
  if (head[0] === 0xff && head[1] === 0xfe) return "utf-16le";
  if (head[0] === 0xfe && head[1] === 0xff) return "utf-16be";
  const half = zeroHalf(head);
  return half === "odd" ? "utf-16le" : half === "even" ? "utf-16be" : "utf-8";
}

/**
 * Brings pieces of a text to UTF-8 without a byte-order mark.
 *
 * Windows-1252 has a character for nearly every byte and contains Latin-1, so that it is what remains
 * where UTF-8 does not fit.
 */
export class Utf8Transcoder {
  /** Whether all text so far was ASCII, which Windows-1252 reads in the same way. */
  isAscii = true;
  /** First bytes of a character of UTF-8 whose last ones have not come yet. */
  held: Uint8Array = new Uint8Array();

  readonly #decoder: TextDecoder;
  readonly #encoder: TextEncoder | null;
  #isAtStart = true;

  /**
   * Makes a transcoder for one text.
   *
   * @param encoding The text's encoding.
   */
  constructor(encoding: TextEncoding) {
    this.#decoder = new TextDecoder(encoding, { fatal: encoding === "utf-8" });
    this.#encoder = encoding === "utf-8" ? null : new TextEncoder();
  }

  /**
   * Takes the next piece.
   *
   * @param piece Bytes of the text, cut anywhere.
   * @returns The same in UTF-8.
   * @throws {NotUtf8Error} If the text was taken for UTF-8 and is none.
   */
  push(piece: Uint8Array): Uint8Array {
    if (this.#encoder !== null) {
      return this.#encoder.encode(this.#decoder.decode(piece, { stream: true }));
    }
    const bytes = this.held.length === 0 ? piece : concatenated(this.held, piece);
    const whole = bytes.subarray(0, bytes.length - cutOff(bytes));
    const text = this.#decode(whole);
    this.held = bytes.slice(whole.length);
    if (text.length !== whole.length) this.isAscii = false;
    if (!this.#isAtStart || whole.length === 0) return whole;
    this.#isAtStart = false;
    return whole[0] === 0xef && whole[1] === 0xbb && whole[2] === 0xbf ? whole.subarray(3) : whole;
  }

  /**
   * Ends the text.
   *
   * @returns What was left of it.
   * @throws {NotUtf8Error} If UTF-8 ends in the middle of a character.
   */
  finish(): Uint8Array {
    if (this.#encoder !== null) return this.#encoder.encode(this.#decoder.decode());
    this.#decode(this.held);
    return new Uint8Array();
  }

  #decode(bytes: Uint8Array): string {
    try {
      return this.#decoder.decode(bytes);
    } catch (error) {
      if (!(error instanceof TypeError)) throw error;
      throw new NotUtf8Error("Cannot decode the text as its bytes must be UTF-8", { cause: error });
    }
  }
}

/**
 * Puts bytes behind each other.
 *
 * @param parts The bytes.
 * @returns All of them.
 */
export function concatenated(...parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

/** Bytes at the end that begin a character of UTF-8 and do not end it. */
function cutOff(bytes: Uint8Array): number {
  for (let count = 1; count <= 3 && count <= bytes.length; count++) {
    const byte = bytes[bytes.length - count]!;
    if (byte < 0x80) return 0;
    if (byte >= 0xc0) return (byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : 2) > count ? count : 0;
  }
  return 0;
}

import { type ByteSource, bytesInMemory } from "../byte_source.ts";

/** A file with this text, in UTF-8. */
export function csvSource(text: string, name = "table.csv"): ByteSource {
  return bytesInMemory(name, new TextEncoder().encode(text));
}

/** Bytes from base64. */
export function fromBase64(text: string): Uint8Array {
  return Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
}

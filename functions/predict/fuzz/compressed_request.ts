import fc from "fast-check";
import { deflateRawSync, deflateSync, gzipSync } from "node:zlib";
import type { FuzzedRequest } from "./fuzzed_request.ts";

/** How a body is sent: compressed, by an encoding that is not taken, broken, or as a bomb. */
type Encoding = "gzip" | "deflate" | "other" | "broken" | "bomb";

/** Encodings that are not taken, or not like this. */
const OTHERS = ["br", "zstd", "compress", "gzip, gzip", "gzip;q=1", "gzi", "__proto__", "é"];

/** A megabyte more than any body may have, and what it comes as: a thousandth of that. */
const BOMB_BYTES = 5 * 1024 * 1024;
const BOMBS = ["gzip", "deflate"].flatMap((encoding) =>
  [" ", "[", "\0"].map((filling) => {
    const bytes = new Uint8Array(BOMB_BYTES).fill(filling.charCodeAt(0));
    return { encoding, body: pack(bytes, encoding === "gzip" ? gzipSync : deflateSync) };
  })
);

/**
 * Sends some of the requests with a compressed body.
 *
 * @returns The same, some of which are compressed, and refused where they cannot be read or are too
 * large once they are read.
 */
export function sometimesCompressed(
  requests: fc.Arbitrary<FuzzedRequest>,
): fc.Arbitrary<FuzzedRequest> {
  const encoding = fc.oneof(
    { weight: 4, arbitrary: fc.constantFrom<Encoding>("gzip", "deflate", "other", "broken") },
    { weight: 1, arbitrary: fc.constant<Encoding>("bomb") },
  );
  return fc.oneof(
    { weight: 3, arbitrary: requests },
    {
      weight: 1,
      arbitrary: fc.tuple(requests, encoding, fc.nat()).map((args) => compress(...args)),
    },
  );
}

function compress(request: FuzzedRequest, encoding: Encoding, draw: number): FuzzedRequest {
  const { body } = request;
  if (typeof body !== "string") return request;
  const bytes = new TextEncoder().encode(body);
  // What is invalid in another way may be told by that.
  const exactly = (status: number) => request.isValid === true ? { status } : {};
  switch (encoding) {
    case "gzip":
      return { ...request, encoding, body: pack(bytes, gzipSync) };
    case "deflate":
      return { ...request, encoding, body: pack(bytes, deflateSync) };
    case "other": {
      const other = OTHERS[draw % OTHERS.length]!;
      return {
        ...request,
        ...exactly(415),
        isValid: false,
        encoding: other,
        body: pack(bytes, gzipSync),
      };
    }
    case "broken": {
      // A table is read as it comes, so that its answer may have begun when the fault is seen.
      const isStreamed = request.path === "/predict/csv";
      return {
        ...request,
        ...isStreamed ? {} : exactly(400),
        isValid: isStreamed ? null : false,
        encoding: "gzip",
        body: breakUp(bytes, draw),
      };
    }
    case "bomb":
      // Tables of any length are read, but none of one cell.
      return {
        ...request,
        ...request.path === "/predict/csv" ? {} : exactly(413),
        isValid: false,
        ...BOMBS[draw % BOMBS.length]!,
      };
  }
}

/** Makes of a body what says that it is gzip, and cannot be read to its end. */
function breakUp(bytes: Uint8Array, draw: number): Uint8Array<ArrayBuffer> {
  const packed = pack(bytes, gzipSync);
  switch (draw % 5) {
    case 0:
      return packed.subarray(0, packed.length - 12);
    case 1:
      return packed.subarray(0, draw % 18);
    case 2:
      // The sum of the bytes, in the last eight.
      packed[packed.length - 8 + draw % 4]! ^= 1 + draw % 255;
      return packed;
    case 3:
      return pack(bytes, deflateRawSync);
    default:
      return Uint8Array.from([...packed, ...packed.subarray(0, 5)]);
  }
}

function pack(
  bytes: Uint8Array,
  how: (bytes: Uint8Array) => Uint8Array,
): Uint8Array<ArrayBuffer> {
  return new Uint8Array(how(bytes));
}

import { deepEqual, equal, ok } from "node:assert/strict";
import fc from "fast-check";
import { canonicalCodes, codeLengths } from "./huffman.ts";

Deno.test("codeLengths() finds the shortest code", () => {
  deepEqual([...codeLengths(Uint32Array.of(45, 13, 12, 16, 9, 5), 15)], [1, 3, 3, 3, 4, 4]);
  deepEqual([...codeLengths(Uint32Array.of(0, 0, 9, 0), 15)], [0, 0, 1, 0]);
  deepEqual([...codeLengths(Uint32Array.of(0, 0), 15)], [0, 0]);
});

Deno.test("codeLengths() keeps to the limit where Huffman's own code would not", () => {
  const fibonacci = Uint32Array.of(1, 1, 2, 3, 5, 8, 13, 21, 34);
  deepEqual([...codeLengths(fibonacci, 15)], [8, 8, 7, 6, 5, 4, 3, 2, 1]);
  equal(Math.max(...codeLengths(fibonacci, 4)), 4);
});

Deno.test("codeLengths() gives complete codes within the limit", () => {
  const frequencies = fc.array(fc.nat({ max: 10_000 }), { minLength: 2, maxLength: 60 });
  fc.assert(
    fc.property(frequencies, (counts) => {
      const used = counts.filter((count) => count > 0).length;
      const lengths = codeLengths(Uint32Array.from(counts), 7);
      ok(counts.every((count, symbol) => (count > 0) === (lengths[symbol]! > 0)));
      ok(lengths.every((bits) => bits <= 7));
      const space = lengths.reduce((sum, bits) => sum + (bits === 0 ? 0 : 2 ** -bits), 0);
      if (used > 1) equal(space, 1);
    }),
    { seed: 42 },
  );
});

Deno.test("canonicalCodes() numbers codes as RFC 1951 does, bits reversed", () => {
  // The example of section 3.2.2: 010 011 100 101 110 00 1110 1111.
  deepEqual(
    [...canonicalCodes(Uint8Array.of(3, 3, 3, 3, 3, 2, 4, 4))],
    [0b010, 0b110, 0b001, 0b101, 0b011, 0b00, 0b0111, 0b1111],
  );
});

import { deepEqual, throws } from "node:assert/strict";
import { ModelError } from "@mlops/model";
import { readUbjson } from "./ubjson.ts";

/** Bytes of text, in which `\x01` is byte 1. */
function bytes(text: string): Uint8Array {
  return Uint8Array.from(text, (char) => char.charCodeAt(0));
}

Deno.test("readUbjson() reads numbers of each type, texts and nested values", () => {
  const text =
    "{i\x01a[i\xffU\xffI\x01\x00l\x00\x01\x00\x00d\x3f\x80\x00\x00]i\x01bSi\x02hii\x01cTi\x01dZ}";
  deepEqual({ ...readUbjson(bytes(text)) as object }, {
    a: [-1, 255, 256, 65536, 1],
    b: "hi",
    c: true,
    d: null,
  });
});

Deno.test("readUbjson() reads lists with a count, and of one type", () => {
  deepEqual(readUbjson(bytes("[#i\x02i\x07T")), [7, true]);
  deepEqual(readUbjson(bytes("[$l#i\x02\x00\x00\x00\x01\xff\xff\xff\xff")), Int32Array.of(1, -1));
  deepEqual(readUbjson(bytes("[$L#i\x01\x00\x00\x00\x00\x00\x00\x00\x05")), Float64Array.of(5));
  deepEqual(readUbjson(bytes("[$d#i\x01\x3f\x00\x00\x00")), Float32Array.of(0.5));
  deepEqual(readUbjson(bytes("[]")), []);
});

for (
  const [what, text, message] of [
    ["a count beyond the file", "[$d#i\x7f\x00", /beyond the file/],
    ["a count of nothing that takes bytes", "[$Z#l\x7f\xff\xff\xff", /without bytes/],
    ["a negative count", "Si\xff", /negative/],
    ["a text beyond the file", "Si\x05hi", /beyond the file/],
    ["values nested too deep", "[".repeat(70), /nested too deep/],
    ["something behind the value", "TT", /follow/],
    ["an unknown marker", "?", /marker/],
    ["half a number", "l\x00", /truncated/],
    ["an object that does not end", "{i\x01aT", /truncated/],
    ["text that is no UTF-8", "Si\x01\xff", /UTF-8/],
    ["nothing but empty lists", `[${"[]".repeat(200_000)}]`, /lists, objects and names .* more/],
    ["nothing but names", `{${"i\x01aZ".repeat(200_000)}}`, /lists, objects and names .* more/],
    ["nothing but nulls", `[${"Z".repeat(1_500_000)}]`, /values must be in proportion/],
  ] as const
) {
  Deno.test(`readUbjson() refuses ${what}`, () => {
    throws(() => readUbjson(bytes(text)), (error) => {
      return error instanceof ModelError && error.reason === "damaged" &&
        message.test(error.message);
    });
  });
}

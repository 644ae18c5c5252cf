import { deepEqual, equal, throws } from "node:assert/strict";
import { ProtobufReader } from "./protobuf_reader.ts";
import { ProtobufWriter } from "./protobuf_writer.ts";

const INTEGERS = [0, 1, 127, 128, 300, 2 ** 31, 2 ** 32 - 1, 2 ** 32, 2 ** 53 - 1, -1, -(2 ** 40)];

Deno.test("ProtobufWriter writes varints as the encoding's specification shows", () => {
  const writer = new ProtobufWriter();
  writer.integer(1, 150);
  writer.integer(2, -1);
  writer.text(2, "testing");
  deepEqual(
    [...writer.finish()],
    [
      0x08,
      0x96,
      0x01,
      0x10,
      0xff,
      0xff,
      0xff,
      0xff,
      0xff,
      0xff,
      0xff,
      0xff,
      0xff,
      0x01,
      0x12,
      0x07,
      0x74,
      0x65,
      0x73,
      0x74,
      0x69,
      0x6e,
      0x67,
    ],
  );
});

Deno.test("ProtobufReader reads back what ProtobufWriter wrote", () => {
  const writer = new ProtobufWriter();
  for (const value of INTEGERS) writer.integer(8, value);
  writer.float(7, -0.1);
  writer.text(9, "classé");
  writer.message(536870911, (message) => message.integer(1, 5));
  const reader = new ProtobufReader(writer.finish());
  for (const value of INTEGERS) {
    equal(reader.next(), true);
    equal(reader.field, 8);
    equal(reader.integer(), value);
  }
  equal(reader.next(), true);
  equal(reader.float(), Math.fround(-0.1));
  equal(reader.next(), true);
  equal(reader.text(), "classé");
  equal(reader.next(), true);
  equal(reader.field, 536870911);
  const message = reader.message();
  equal(message.next(), true);
  equal(message.integer(), 5);
  equal(message.isAtEnd && reader.isAtEnd, true);
  equal(reader.next(), false);
});

const REFUSED: [string, number[], RegExp][] = [
  ["an integer that goes on", [0x08, 0xff], /integer must end within its message at byte 1$/],
  ["an integer of 11 bytes", [0x08, ...new Array(11).fill(0x80)], /at most 10 bytes at byte 1$/],
  [
    "an integer that no number holds",
    [0x08, ...new Array(8).fill(0xff), 0x7f],
    /within ±\(2\^53 - 1\): is 9223372036854776000 at byte 1$/,
  ],
  ["field 0", [0x00, 0x00], /field number must be 1 to 2\^29 - 1 at byte 0$/],
  ["a group", [0x0b], /wire type must be 0, 1, 2 or 5: field 1 has wire type 3 at byte 0$/],
  ["wire type 7", [0x0f], /field 1 has wire type 7 at byte 0$/],
  ["a value past the end", [0x0a, 0x05, 0x00], /5 bytes declared, 1 left at byte 2$/],
  ["text that is no UTF-8", [0x0a, 0x01, 0xff], /text must be UTF-8: it is not at byte 1$/],
  [
    "an integer in place of text",
    [0x08, 0x01],
    /wire type 2 was expected: field 1 has 0 at byte 0$/,
  ],
];

for (const [what, bytes, message] of REFUSED) {
  Deno.test(`ProtobufReader refuses ${what}`, () => {
    const isText = /text|past/.test(what);
    throws(() => {
      const reader = new ProtobufReader(Uint8Array.from(bytes));
      while (reader.next()) {
        if (isText) reader.text();
        else reader.integer();
      }
    }, { name: "OnnxError", reason: "damaged", message });
  });
}

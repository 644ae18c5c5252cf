import { deepEqual, equal, rejects } from "node:assert/strict";
import { fileKind } from "./file_kind.ts";
import { bytesInMemory, readTable } from "./mod.ts";

function latin1(text: string): Uint8Array {
  return Uint8Array.from(text, (character) => character.charCodeAt(0));
}

const OTHERS = [
  [
    "PK\x03\x04\x14\0\x06\0[Content_Types].xml",
    /it is an Excel workbook \(xlsx, a ZIP archive\): open/,
  ],
  ["PK\x03\x04\x14\0mimetypeapplication/vnd.oasis.opendocument.spreadsheet", /OpenDocument/],
  ["PK\x03\x04\x14\0\0\0data.csv", /it is a ZIP archive: unpack it and give the table in it$/],
  ["\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", /old Excel workbook \(xls\)/],
  [
    "% comment\n@relation iris\n@attribute x numeric",
    /it is an ARFF file \(Weka\): save the table as CSV/,
  ],
  ["ARROW1\0\0", /Feather or Arrow/],
  ["\x80\x04\x95", /Python pickle/],
  ['[{"a": 1}]', /it is JSON/],
  ['{"a": [1]}', /it is JSON/],
  ['<?xml version="1.0"?>', /it is XML/],
  ["\n <!DOCTYPE html><title> Log in </title>", /it is an HTML page titled "Log in"/],
  ["\xef\xbb\xbf<html>", /it is an HTML page, most often a page to sign in/],
  ["version https://git-lfs.github.com/spec/v1", /pointer of Git LFS/],
  ["a,b\n\0\x01\x02\n", /a binary file of a kind that is not known here/],
] as const;

Deno.test("fileKind() names what is no CSV, with what to do", () => {
  for (const [text, reason] of OTHERS) {
    const kind = fileKind(latin1(text));
    equal(kind.is, "other", text);
    if (kind.is === "other") equal(reason.test(kind.reason), true, kind.reason);
  }
});

Deno.test("fileKind() knows gzip, Parquet and text of one or two bytes a character", () => {
  const kinds = [
    "\x1f\x8b\x08",
    "PAR1\x15",
    "a,b\n1,2\n",
    "",
    "a\0,\0b\0\n\0",
    "\xff\xfea\0,\0b\0",
    "[a],b\n",
  ]
    .map((text) => fileKind(latin1(text)).is);
  deepEqual(kinds, ["gzip", "parquet", "text", "text", "text", "text", "text"]);
});

Deno.test("readTable() says in one sentence what a file is that it does not read", async () => {
  await rejects(readTable(bytesInMemory("sheet.xlsx", latin1(OTHERS[0][0]))), {
    message: 'Cannot read the table "sheet.xlsx": it is an Excel workbook (xlsx, a ZIP archive): ' +
      "open it and save the table as CSV (UTF-8)",
  });
});

import { deepEqual, equal, ok, throws } from "node:assert/strict";
import { CsvRowReader, featureCells, type RowFeature, TableError } from "./csv_row_reader.ts";

const FEATURES: readonly RowFeature[] = [
  { name: "age", kind: "integer", categories: null, isNullable: false },
  { name: "size", kind: "number", categories: null, isNullable: true },
  { name: "home", kind: "category", categories: ["None", "own", "rent"], isNullable: true },
  { name: "fit", kind: "boolean", categories: null, isNullable: true },
];

interface Read {
  readonly numbers: number[];
  readonly texts: (string | null)[];
  readonly records: string[];
  readonly lines: number[];
  readonly header: string | null;
}

function read(pieces: readonly (string | Uint8Array)[], features = FEATURES): Read {
  const reader = new CsvRowReader(features.map(featureCells));
  const encoder = new TextEncoder();
  const batches = pieces.map((piece) =>
    reader.push(typeof piece === "string" ? encoder.encode(piece) : piece)
  );
  batches.push(reader.finish());
  return {
    numbers: batches.flatMap(({ numbers }) => [...numbers]),
    texts: batches.flatMap(({ texts }) => texts ?? []),
    records: batches.flatMap(({ records }) => records),
    lines: batches.flatMap(({ lines }) => lines),
    header: reader.header,
  };
}

function faults(text: string): unknown {
  try {
    read([text]);
  } catch (error) {
    ok(error instanceof TableError);
    return error.faults.map(({ line, column, reason }) => `${line}:${column} ${reason}`);
  }
  throw new Error("it was read");
}

const CSV = 'extra,home,age,size,fit\n"a, b",own,41,1.75,true\nb,None,39,NA,0\nc,"?",-1,?,\n';
const ROWS = {
  numbers: [41, 1.75, NaN, 1, 39, NaN, NaN, 0, -1, NaN, NaN, NaN],
  texts: [null, null, "own", null, null, null, "None", null, null, null, "?", null],
  records: ['"a, b",own,41,1.75,true', "b,None,39,NA,0", 'c,"?",-1,?,'],
  lines: [2, 3, 4],
  header: "extra,home,age,size,fit",
};

Deno.test("CsvRowReader reads rows in the features' order wherever the text is cut", () => {
  deepEqual(read([CSV]), ROWS);
  deepEqual(read([...CSV]), ROWS);
  for (let cut = 0; cut <= CSV.length; cut++) {
    deepEqual(read([CSV.slice(0, cut), CSV.slice(cut)]), ROWS, `cut at ${cut}`);
  }
});

Deno.test("CsvRowReader answers each row as it comes", () => {
  const reader = new CsvRowReader(FEATURES.map(featureCells));
  const push = (text: string) => reader.push(new TextEncoder().encode(text)).nRows;
  deepEqual(
    [push("age,size,home,fit\n"), push("1,2,own,1\n"), push("2,3,own,1\n3"), push(",,,\n")],
    [
      0,
      1,
      1,
      1,
    ],
  );
});

Deno.test("CsvRowReader reads other separators, decimal commas, encodings and line ends", () => {
  const numbers = [41, 1.75, NaN, 1];
  const variants = [
    "age;size;home;fit\r41;1,75;own;true\r",
    "age\tsize\thome\tfit\r\n41\t1.75\town\tTRUE",
    "sep=|\nage|size|home|fit\n41|1,75|own|true\n",
    "\ufeffage,size,home,fit,\n41,1.75,own,true,\n",
    "age;size;home;fit\n41;1,750;own;1\n41;1,75;own;1\n",
  ];
  for (const text of variants) {
    deepEqual(read([text]).numbers.slice(0, 4), numbers, text);
  }
  const utf16 = Uint8Array.from(
    ["\ufeff", ...variants[0]!].flatMap((
      unit,
    ) => [unit.charCodeAt(0) & 255, unit.charCodeAt(0) >> 8]),
  );
  deepEqual(read([utf16]).numbers, numbers);
  const latin1 = Uint8Array.from("age;size;home;fit\n1;2;caf\xe9;\n", (unit) => unit.charCodeAt(0));
  equal(read([latin1]).texts[2], "café");
  for (let cut = 0; cut < latin1.length; cut++) {
    equal(read([latin1.subarray(0, cut), latin1.subarray(cut)]).texts[2], "café", `cut at ${cut}`);
  }
  const utf8 = new TextEncoder().encode("age,size,home,fit\n1,2,é\u{1f600},\n3,4,ü,\n");
  for (let cut = 0; cut < utf8.length; cut++) {
    const { texts } = read([utf8.subarray(0, cut), utf8.subarray(cut)]);
    deepEqual([texts[2], texts[6]], ["é\u{1f600}", "ü"], `cut at ${cut}`);
  }
});

Deno.test("CsvRowReader tells all faults of the header, and then of the rows, by line and column", () => {
  deepEqual(faults("age,age,fit\n1,2,3\n"), [
    "1:1 column age is there twice",
    "1:1 column size is missing",
    "1:1 column home is missing",
  ]);
  deepEqual(faults('age,size,home,fit\n,1e999,x,yes\n1.5,"1\n2",x,1\n1,2\n1,1_000,"x"y,1\n'), [
    "2:1 age is missing",
    '2:2 size must be a number: is "1e999"',
    '2:10 fit must be true or false (1 or 0): is "yes"',
    '3:1 age must be a whole number: is "1.5"',
    '3:6 size must be a number: is "1\\n2"',
    "5:1 must have 4 cells: has 2",
    '6:3 size must be a number: is "1_000"',
    "6:9 a cell has text after its closing quote",
  ]);
  deepEqual(faults("age;size;home;fit\n1;1,234;;\n"), [
    '2:3 size must be a number: is "1,234" (is its comma a decimal mark? write it as a point)',
  ]);
});

Deno.test("CsvRowReader says what a file is that is no CSV", () => {
  const latin1 = (text: string) => Uint8Array.from(text, (unit) => unit.charCodeAt(0));
  throws(() => read([latin1("PK\x03\x04\x14\0\x06\0[Content_Types].xml")]), {
    message: /^Cannot read the table "CSV": it is an Excel workbook/,
  });
  throws(() => read([latin1("\x1f\x8b\x08\0")]), { message: /it is gzip: give the CSV itself$/ });
  throws(() => read(["% x\n@relation r\n"]), { message: /it is an ARFF file/ });
  throws(() => read([""]), {
    message: /it must have a line with the columns' names: it is empty$/,
  });
  throws(() => read(['age,size,home,fit\n1,2,"x,1\n']), { message: /line 2, column 5: the quote/ });
  throws(() => read(["age,size,home,fit\n1,2,é,1\n", latin1("1,2,\xe9,1\n")]), {
    message: /it must be UTF-8 or Windows-1252 throughout/,
  });
});

Deno.test("words that a model knows with blanks around them are read with them, all others without", () => {
  const encoder = new TextEncoder();
  const home = { ...featureCells(FEATURES[2]!), padded: new Set([" own", ' "old" ']) };
  const file = 'home,n\n own,1\n" own",2\n own ,3\n rent ,4\n" ""old"" ",5\n';
  const { texts } = new CsvRowReader([home]).readWhole(encoder.encode(file));
  deepEqual(texts, [" own", " own", "own", "rent", ' "old" ']);
});

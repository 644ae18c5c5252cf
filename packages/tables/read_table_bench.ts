import { parse } from "@std/csv";
import { CsvRowReader, featureCells } from "./csv_row_reader.ts";
import { bytesInMemory, readTable } from "./mod.ts";

/** 20 000 rows: 18 numbers and two categories. */
function randomCsv(): string {
  let state = 1;
  const random = () => (state = Math.imul(state, 1664525) + 1013904223 >>> 0) / 2 ** 32;
  const header = [...NUMBERS, "color", "city"].join(",");
  const rows = Array.from({ length: 20_000 }, () => [
    ...NUMBERS.map((_, index) => (random() * 200).toFixed(index % 3 * 2)),
    ["red", "green", "blue"][Math.floor(3 * random())],
    `city ${Math.floor(40 * random())}`,
  ]);
  return `${header}\n${rows.map((row) => row.join(",")).join("\n")}\n`;
}

const NUMBERS = Array.from({ length: 18 }, (_, index) => `f${index}`);
const ANY = { categories: null, isNullable: true } as const;
const TEXT = randomCsv();
const BYTES = new TextEncoder().encode(TEXT);

Deno.bench("readTable(), typed columns", { group: "csv", baseline: true }, async () => {
  await readTable(bytesInMemory("bench.csv", BYTES));
});

Deno.bench("CsvRowReader, rows for a model", { group: "csv" }, () => {
  const reader = new CsvRowReader([
    ...NUMBERS.map((name) => featureCells({ ...ANY, name, kind: "number" })),
    featureCells({ ...ANY, name: "color", kind: "category" }),
  ]);
  for (let start = 0; start < BYTES.length; start += 65_536) {
    reader.push(BYTES.subarray(start, start + 65_536));
  }
  reader.finish();
});

Deno.bench("@std/csv's parse(), texts", { group: "csv" }, () => {
  parse(TEXT);
});

import { deepEqual, equal } from "node:assert/strict";
import { referenceTest, runPython } from "@mlops/testing/reference";
import {
  bytesInMemory,
  type Column,
  decideTask,
  determiningColumns,
  readTable,
  type Table,
} from "./mod.ts";
import { plainValues } from "./testdata/plain_table.ts";

const GOLDEN = new URL("../../../shared/golden/tables/", import.meta.url).pathname;

interface GoldenTable {
  readonly table: string;
  readonly target: string;
  readonly task: string;
  readonly train: readonly number[];
  readonly features: readonly string[];
  readonly categories: Readonly<Record<string, readonly string[]>>;
}

async function goldenTables(): Promise<GoldenTable[]> {
  const tables: GoldenTable[] = [];
  for await (const { name } of Deno.readDir(GOLDEN)) {
    if (name.startsWith("table-")) tables.push(JSON.parse(await Deno.readTextFile(GOLDEN + name)));
  }
  return tables.toSorted((a, b) => a.table < b.table ? -1 : 1);
}

async function readGolden({ table, target }: GoldenTable): Promise<Table> {
  const bytes = await Deno.readFile(`${GOLDEN}data/${table}.csv`);
  return await readTable(bytesInMemory(table, bytes), { target });
}

/** The pipeline's order: what is a number in every row first, then what is encoded. */
function isNumber(column: Column): boolean {
  return column.kind === "number" || (column.kind === "boolean" && column.nMissing === 0);
}

referenceTest(
  "readTable() finds features, categories and task of the golden tables",
  ["golden"],
  async () => {
    const tables = await goldenTables();
    equal(tables.length, 10);
    for (const golden of tables) {
      const { columns } = await readGolden(golden);
      const features = columns.filter(({ name }) => name !== golden.target);
      const encoded = features.filter((column) => !isNumber(column));
      deepEqual(
        [...features.filter(isNumber), ...encoded].map(({ name }) => name),
        golden.features,
      );
      const categories = encoded.flatMap((column) => {
        if (column.kind !== "category") return [];
        const seen = new Set(golden.train.map((row) => column.codes[row]!));
        return [[column.name, column.categories.filter((_, code) => seen.has(code))]];
      });
      deepEqual(Object.fromEntries(categories), golden.categories, golden.table);
      const target = columns.find(({ name }) => name === golden.target)!;
      equal(decideTask(target).task, golden.task, golden.table);
      deepEqual(determiningColumns(columns, golden.target), [], golden.table);
    }
  },
);

const PANDAS = `
import json, sys
import pandas as pd
for name in sys.argv[3:]:
    table = pd.read_csv(f"{sys.argv[1]}/{name}.csv", float_precision="round_trip")
    table.to_parquet(f"{sys.argv[2]}/{name}.parquet")
    columns = {c: [None if pd.isna(v) else v for v in table[c].tolist()] for c in table.columns}
    print(json.dumps(columns))
`;

referenceTest("readTable() reads the golden tables as pandas does, CSV and Parquet", [
  "golden",
  "python",
], async () => {
  const tables = await goldenTables();
  const folder = await Deno.makeTempDir();
  const printed = await runPython(PANDAS, {
    args: [`${GOLDEN}data`, folder, ...tables.map(({ table }) => table)],
  });
  const lines = printed.trim().split("\n");
  for (const [index, golden] of tables.entries()) {
    const expected = JSON.parse(lines[index]!);
    const bytes = await Deno.readFile(`${folder}/${golden.table}.parquet`);
    const parquet = await readTable(bytesInMemory(golden.table, bytes), { target: golden.target });
    for (const table of [await readGolden(golden), parquet]) {
      equal(table.columns.length, Object.keys(expected).length, golden.table);
      for (const column of table.columns) {
        deepEqual(plainValues(column), expected[column.name], `${golden.table} ${column.name}`);
      }
    }
  }
  await Deno.remove(folder, { recursive: true });
});

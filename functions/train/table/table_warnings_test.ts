import { bytesInMemory, readTable } from "@mlops/tables";
import { match } from "node:assert/strict";
import { DEFAULT_FOREST_PARAMS, fitForest } from "@mlops/forest";
import { tableData } from "./table_data.ts";
import { splitTable } from "./table_split.ts";
import { warningsOf } from "./table_warnings.ts";

/** What is told of a table of so many rare classes beside a frequent one. */
async function warningsWith(nRare: number): Promise<string> {
  const usual = Array.from({ length: 2_000 }, (_, row) => `${row % 97}.5,usual`);
  const rare = Array.from({ length: 10 * nRare }, (_, row) => `${row}.25,c${row % nRare}`);
  const csv = ["x,y", ...usual, ...rare].join("\n");
  const source = bytesInMemory("t.csv", new TextEncoder().encode(csv));
  const table = await readTable(source, { target: "y" });
  const data = tableData(table, { target: "y", task: "classification", file: "t.csv" });
  const split = splitTable(data, { testSize: 0.2, randomState: 1 });
  const forest = fitForest(Float32Array.of(1, 2), Int32Array.of(0, 1), {
    ...DEFAULT_FOREST_PARAMS,
    nEstimators: 1,
  }, { nFeatures: 1 });
  return warningsOf({ table, data, split, forest, metrics: {} }).join("\n");
}

Deno.test("warningsOf() names few rare classes one by one, and counts many", async () => {
  match(
    await warningsWith(2),
    /class "c0" has 10 of 2020 rows: .*\nclass "c1" has 10 of 2020 rows/,
  );
  match(
    await warningsWith(30),
    /^30 classes have less than a hundredth of the rows each, "c0", .*, "c12" among them: metrics/m,
  );
});

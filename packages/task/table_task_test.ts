import { deepEqual, equal, match, notEqual } from "node:assert/strict";
import { tableTask } from "./table_task.ts";

Deno.test("tableTask() names a task after its file and its target", () => {
  const names = (table: string, target: string) => tableTask(table, target).name;
  deepEqual([
    names("penguins.csv", "species"),
    names("/home/anna/House Prices (2019).csv.gz", "Sale Price"),
    names("C:\\data\\credit.parquet", "Status"),
    names("https://example.com/a/tips.csv?raw=1#top", "tip"),
    names("données.csv", "âge"),
    names("query", "Status"),
    names(".csv", "y"),
  ], [
    "penguins-species",
    "house-prices-2019-sale-price",
    "credit-status",
    "tips-tip",
    "donnees-age",
    "query-status",
    "csv-y",
  ]);
});

Deno.test("tableTask() tells names apart that lose letters", () => {
  const [first, second] = [tableTask("顧客.csv", "解約"), tableTask("商品.csv", "解約")];
  match(first.name, /^[0-9a-f]{6}-[0-9a-f]{6}$/);
  notEqual(first.name, second.name);
  notEqual(
    tableTask(`${"a".repeat(80)}.csv`, "y").name,
    tableTask(`${"a".repeat(81)}.csv`, "y").name,
  );
  // Both ways in which systems spell an accent are one name.
  equal(
    tableTask("ж\u0301.csv", "y").name,
    tableTask("ж\u0301".normalize("NFC") + ".csv", "y").name,
  );
});

Deno.test("tableTask() makes names that MLflow takes", () => {
  const { experiment, run, model } = tableTask("a/b:c%d'e\"f@g.csv", `${"x".repeat(400)}:/`);
  for (const name of [experiment, run, model]) {
    match(name, /^[a-z0-9-]+$/);
    equal(name.length < 250, true);
  }
});

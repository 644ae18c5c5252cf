import { deepEqual } from "node:assert/strict";
import { Fields } from "./fields.ts";
import { readCategories } from "./read_categories.ts";

/** Names as XGBoost 3.4.1 writes them: offsets count letters, and the bytes end where the last offset is. */
function written(names: readonly string[]): { offsets: number[]; values: number[] } {
  const offsets = [0];
  for (const name of names) offsets.push(offsets.at(-1)! + name.length);
  const bytes = new TextEncoder().encode(names.join("")).slice(0, offsets.at(-1));
  return { offsets, values: [...Int8Array.from(bytes)] };
}

Deno.test("readCategories() reads names of ASCII, and none where one is not: they were cut and moved", () => {
  const enc = [written(["Lyon", "N/A", "Paris"]), written(["Lyon", "Nîmes", "Paris"])];
  const cats = new Fields({ enc }, "cats");
  deepEqual(readCategories(cats), [["Lyon", "N/A", "Paris"], null]);
});

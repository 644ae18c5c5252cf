import { deepEqual } from "node:assert/strict";
import { startRow } from "./start_row.ts";

Deno.test("startRow() gives a date as people give it", () => {
  deepEqual(
    startRow([
      { name: "sold", type: "fp64", date: true, default: 18_998.5 },
      { name: "area", type: "fp64", default: 80.2 },
      { name: "seen", type: "fp64", date: true, default: null },
    ]),
    { sold: "2022-01-07", area: 80.2, seen: 0 },
  );
});

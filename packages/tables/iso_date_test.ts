import { deepEqual, equal } from "node:assert/strict";
import { isoDays, isoText } from "./iso_date.ts";

Deno.test("isoDays() reads days and times that calendars have", () => {
  deepEqual(
    ["1970-01-02", "2024-02-29", "1969-12-31T12:00", "1970-01-01 06:00:00.000+06:00"].map(isoDays),
    [
      1,
      19782,
      -0.5,
      0,
    ],
  );
  for (
    const text of ["2023-02-29", "2024-13-01", "2024-1-1", "24-01-01", "2024-01-01T24:00", "x"]
  ) {
    equal(isoDays(text), NaN, text);
  }
});

Deno.test("isoText() writes what isoDays() reads", () => {
  for (const text of ["2024-02-29", "1969-12-31T12:00:00Z"]) equal(isoText(isoDays(text)), text);
});

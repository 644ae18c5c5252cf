import { equal } from "node:assert/strict";
import { exampleRows } from "./example_rows.ts";
import { readFeature } from "./model_feature.ts";

Deno.test("exampleRows() writes values that the inputs take, and quotes what needs it", () => {
  const features = [
    readFeature({ name: "age, years", type: "fp32", min: 0, max: 8, step: 2, default: 4 }),
    readFeature({ name: "island", type: "bytes", categories: ["A", 'B "b"'], nullable: true }),
    readFeature({ name: "married", type: "bool", default: true }),
  ];
  equal(
    exampleRows(features),
    `"age, years",island,married
4,A,true
2,"B ""b""",false
4,A,true
6,"B ""b""",false
`,
  );
});

Deno.test("exampleRows() writes dates as tables have them", () => {
  const quantiles = Array.from({ length: 101 }, (_, i) => 20_000 + i);
  const sold = readFeature({ name: "sold", type: "fp64", date: true, quantiles });
  equal(exampleRows([sold]).split("\n")[1], "2024-11-23");
});

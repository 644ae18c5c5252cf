import { deepEqual, match, ok, throws } from "node:assert/strict";
import { readSklearn } from "./mod.ts";
import { estimator, pickled, pipeline, sumOf } from "./testdata/pickled.ts";

function normalizer(norm: string): Uint8Array {
  const name = "sklearn.preprocessing._data.Normalizer";
  return pickled(pipeline(estimator(name, { "n_features_in_": 2, norm }), sumOf(2)));
}

Deno.test("readNormalizer() divides a row by its size, and leaves one of hardly any as it is", () => {
  const numbers = Float64Array.of(3, 4, -1, 3, 0, 0, 1e-16, 1e-16);
  const rows = { nRows: 4, numbers, texts: null };
  const cases: [string, number[]][] = [
    ["l1", [1, 0.5, 0, 2e-16]],
    ["l2", [7 / 5, 2 / Math.sqrt(10), 0, 2e-16]],
    ["max", [7 / 4, 2 / 3, 0, 2e-16]],
  ];
  for (const [norm, expected] of cases) {
    const { values } = readSklearn(normalizer(norm)).predict(rows);
    deepEqual(Array.from(values, (x) => x.toPrecision(12)), expected.map((x) => x.toPrecision(12)));
  }
});

Deno.test("what stands behind a Normalizer has no explanation", () => {
  const explainer = readSklearn(normalizer("l2")).explainer();
  ok(typeof explainer === "string");
  match(
    explainer,
    /^its Normalizer divides each column by a size that all columns of the row make/,
  );
});

Deno.test("readNormalizer() refuses what it does not know", () => {
  throws(() => readSklearn(normalizer("l3")), { name: "ModelError", message: /has norm "l3"/ });
});

import { deepEqual, equal, ok } from "node:assert/strict";
import { EnsembleModel } from "./ensemble_model.ts";
import { randomEnsemble, randomNumbersFor } from "./testdata/random_ensemble.ts";

const ensemble = randomEnsemble(3, { nTrees: 30, nSplits: 200, missing: "nan" });
const model = new EnsembleModel({
  kind: "a model for a test",
  task: "regression",
  features: Array.from({ length: 5 }, (_, i) => ({
    name: `x${i}`,
    type: "fp64" as const,
    categories: null,
    mustBeKnown: false,
    isNullable: true,
    mayBeInfinite: true,
  })),
  classes: [],
  output: "value",
  rounding: 0,
  ensemble,
  encoding: null,
  link: null,
  space: "value",
});
const rows = { nRows: 3, numbers: randomNumbersFor(1, ensemble, 3), texts: null };

Deno.test("prepare() and explain() give in pieces what contributions() gives", () => {
  const pieces = model.explainer();
  if (typeof pieces === "string") throw new Error("not explained");
  const preparing = pieces.prepare!();
  let nPieces = 0;
  let prepared = preparing.next();
  for (; !prepared.done; prepared = preparing.next()) nPieces++;
  ok(nPieces >= 2);
  equal(prepared.value, null);
  const whole = model.explainer();
  if (typeof whole === "string" || typeof pieces === "string") throw new Error("not explained");
  const explaining = pieces.explain!(rows, 2, 0);
  let explained = explaining.next();
  while (!explained.done) explained = explaining.next();
  deepEqual(explained.value, whole.contributions(rows, 2, 0));
  const base = whole.baseValue(0);
  const sum = explained.value.reduce((a, b) => a + b, base);
  ok(Math.abs(sum - model.predict(rows).values[2]!) < 1e-12);
  equal(whole.cost!(0), 4 * 30 * 200 * 4);
});

Deno.test("explainer() says why a model without cover is not explained", () => {
  const bare = new EnsembleModel({
    kind: "a model for a test",
    task: "regression",
    features: model.features,
    classes: [],
    output: "value",
    rounding: 0,
    ensemble: { ...ensemble, cover: null },
    encoding: null,
    link: null,
    space: "value",
  });
  equal(bare.explainer(), "its file does not tell how many training rows each node saw");
});

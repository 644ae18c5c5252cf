import { featureImportances } from "./metrics/feature_importances.ts";
import { EnsembleScorer } from "@mlops/trees";
import { referenceForest, referenceRows } from "./testdata/reference_forest.ts";
import { TreeExplainer } from "@mlops/trees";

const { all, train } = referenceRows();
const forest = referenceForest(train);
const scorer = new EnsembleScorer(forest);
const explainer = new TreeExplainer(forest);
const out = new Float64Array(2 * 768);
// The same row again and again would flatter the processor's branch prediction.
const rows = Array.from({ length: 768 }, (_, i) => {
  const from = i * 7919 % 768 * 8;
  return all.features.subarray(from, from + 8);
});
let next = 0;
const row = () => rows[next++ % rows.length]!;

Deno.bench("fit 100 trees on 614 rows", () => {
  referenceForest(train);
});

Deno.bench("score one row", () => {
  scorer.score(row(), 1, out);
});

Deno.bench("score 768 rows", () => {
  scorer.score(all.features, 768, out);
});

Deno.bench("explain one row", () => {
  explainer.shapValues(row(), 1);
});

Deno.bench("prepare a scorer", () => {
  new EnsembleScorer(forest);
});

Deno.bench("prepare an explainer", () => {
  new TreeExplainer(forest);
});

Deno.bench("feature importances", () => {
  featureImportances(forest);
});

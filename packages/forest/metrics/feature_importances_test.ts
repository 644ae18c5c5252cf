import { deepEqual, equal } from "node:assert/strict";
import { featureImportances } from "./feature_importances.ts";
import { DEFAULT_FOREST_PARAMS } from "../forest_params.ts";
import { fitForest } from "../random_forest.ts";
import { referenceForest, referenceRows } from "../testdata/reference_forest.ts";

Deno.test("featureImportances() are the workshop's to the last bit", () => {
  deepEqual([...featureImportances(referenceForest(referenceRows().train))], [
    0.08186728971793317,
    0.31125420096906314,
    0.08245618326958566,
    0.06461023807583771,
    0.07095692939257126,
    0.1607644892800992,
    0.11157566264991343,
    0.11651500664499646,
  ]);
});

Deno.test("featureImportances() give all to the only feature that tells anything", () => {
  const features = Float32Array.of(4, 1, 4, 2, 4, 3, 4, 4);
  const params = { ...DEFAULT_FOREST_PARAMS, nEstimators: 3, bootstrap: false };
  const forest = fitForest(features, Int32Array.of(0, 0, 1, 1), params, { nFeatures: 2 });
  deepEqual([...featureImportances(forest)], [0, 1]);
});

Deno.test("featureImportances() are all 0 in a forest of leaves", () => {
  const params = { ...DEFAULT_FOREST_PARAMS, nEstimators: 3 };
  const forest = fitForest(Float32Array.of(1, 1), Int32Array.of(0, 1), params, { nFeatures: 1 });
  equal(featureImportances(forest)[0], 0);
});

import { throws } from "node:assert/strict";
import { checkForestParams } from "./check_forest_params.ts";
import { DEFAULT_FOREST_PARAMS, type ForestParams } from "./forest_params.ts";

function check(params: Partial<ForestParams>): void {
  checkForestParams({ ...DEFAULT_FOREST_PARAMS, ...params });
}

Deno.test("checkForestParams() lets the bounds through", () => {
  check({ nEstimators: 1, maxDepth: 1, minSamplesSplit: 2, minSamplesLeaf: 1 });
  check({ maxDepth: null, maxFeatures: null, randomState: 2 ** 32 - 1, featureThreshold: 0 });
  check({ maxFeatures: 1 });
  check({ maxFeatures: 0.01 });
  check({ maxFeatures: "sqrt" });
  check({
    minSamplesSplit: 0.1,
    minSamplesLeaf: 0.1,
    minWeightFractionLeaf: 0.5,
    maxFeatures: "log2",
  });
  check({ maxLeafNodes: 2, maxSamples: 0.5, classWeight: [1, 0], monotonicCst: [1, 0, -1] });
});

Deno.test("checkForestParams() names parameter, bound and value", () => {
  throws(() => check({ nEstimators: 0 }), {
    name: "RangeError",
    message: "Cannot fit a forest as nEstimators must be an integer in [1, 1000000]: is 0",
  });
  throws(() => check({ maxDepth: 0 }), /maxDepth must be an integer in \[1, 2147483647\]: is 0/);
  throws(
    () => check({ minSamplesSplit: 1 }),
    /minSamplesSplit .* \[2, 2147483647\] or a share in \(0, 1\): is 1/,
  );
  throws(() => check({ minSamplesLeaf: 1.5 }), /minSamplesLeaf .* \[1, 2147483647\] or .*: is 1.5/);
  throws(() => check({ randomState: -1 }), /randomState .* \[0, 4294967295\]: is -1/);
  throws(() => check({ maxFeatures: 0 }), {
    message: "Cannot fit a forest as maxFeatures must be an integer >= 1, a share in (0, 1), " +
      '"sqrt", "log2" or null: is 0',
  });
  throws(() => check({ maxFeatures: 1.5 }), /maxFeatures .* is 1.5/);
  throws(() => check({ maxFeatures: NaN }), /maxFeatures .* is NaN/);
  throws(() => check({ featureThreshold: -1e-7 }), /featureThreshold .* >= 0: is -1e-7/);
  throws(() => check({ featureThreshold: Infinity }), /featureThreshold .* is Infinity/);
  throws(
    () => check({ minWeightFractionLeaf: 0.6 }),
    /minWeightFractionLeaf .* \[0, 0.5\]: is 0.6/,
  );
  throws(() => check({ maxLeafNodes: 1 }), /maxLeafNodes must be an integer in \[2, .* null: is 1/);
  throws(
    () => check({ maxSamples: 5, bootstrap: false }),
    /maxSamples must be null without bootstrap/,
  );
  throws(
    () => check({ classWeight: [1, -1] }),
    /classWeight must be finite and >= 0 throughout: is -1/,
  );
  throws(
    () => check({ criterion: "poisson", classWeight: "balanced" }),
    /classWeight must be null with/,
  );
  throws(() => check({ monotonicCst: [2] }), /monotonicCst must be -1, 0 or 1 throughout: is 2/);
});

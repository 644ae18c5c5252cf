import { throws } from "node:assert/strict";
import { checkForestParams, DEFAULT_FOREST_PARAMS, type ForestParams } from "./forest_params.ts";

function check(params: Partial<ForestParams>): void {
  checkForestParams({ ...DEFAULT_FOREST_PARAMS, ...params });
}

Deno.test("checkForestParams() lets the bounds through", () => {
  check({ nEstimators: 1, maxDepth: 1, minSamplesSplit: 2, minSamplesLeaf: 1 });
  check({ maxDepth: null, maxFeatures: null, randomState: 2 ** 32 - 1, featureThreshold: 0 });
  check({ maxFeatures: 1 });
  check({ maxFeatures: 0.01 });
  check({ maxFeatures: "sqrt" });
});

Deno.test("checkForestParams() names parameter, bound and value", () => {
  throws(() => check({ nEstimators: 0 }), {
    name: "RangeError",
    message: "Cannot fit a forest as nEstimators must be an integer in [1, 1000000]: is 0",
  });
  throws(() => check({ maxDepth: 0 }), /maxDepth must be an integer in \[1, 2147483647\]: is 0/);
  throws(() => check({ minSamplesSplit: 1 }), /minSamplesSplit .* \[2, 2147483647\]: is 1/);
  throws(() => check({ minSamplesLeaf: 1.5 }), /minSamplesLeaf .* \[1, 2147483647\]: is 1.5/);
  throws(() => check({ randomState: -1 }), /randomState .* \[0, 4294967295\]: is -1/);
  throws(() => check({ maxFeatures: 0 }), {
    message: "Cannot fit a forest as maxFeatures must be an integer >= 1, a share in (0, 1), " +
      '"sqrt" or null: is 0',
  });
  throws(() => check({ maxFeatures: 1.5 }), /maxFeatures .* is 1.5/);
  throws(() => check({ maxFeatures: NaN }), /maxFeatures .* is NaN/);
  throws(() => check({ featureThreshold: -1e-7 }), /featureThreshold .* >= 0: is -1e-7/);
  throws(() => check({ featureThreshold: Infinity }), /featureThreshold .* is Infinity/);
});

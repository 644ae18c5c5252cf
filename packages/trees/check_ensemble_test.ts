import { throws } from "node:assert/strict";
import { checkEnsemble } from "./check_ensemble.ts";
import { randomEnsemble } from "./testdata/random_ensemble.ts";
import type { TreeEnsemble } from "./tree_ensemble.ts";

const COVER = Float64Array.of(3, 1, 2, 3, 3, 0);

/** Two trees of one split each; the second begins at node 3. */
const TWO_STUMPS: TreeEnsemble = {
  nFeatures: 2,
  nOutputs: 1,
  input: "float64",
  arithmetic: "float64",
  roots: Int32Array.of(0, 3),
  treeOutputs: Int32Array.of(0, 0),
  left: Int32Array.of(1, -1, -1, 4, -1, -1),
  right: Int32Array.of(2, -1, -1, 5, -1, -1),
  feature: Int32Array.of(0, -2, -2, 1, -2, -2),
  threshold: Float64Array.of(0.5, -2, -2, Infinity, -2, -2),
  missing: null,
  categories: null,
  cover: COVER,
  value: Float64Array.of(0, 1, 2, 0, 3, 4),
  start: Float64Array.of(0),
  divisor: 1,
  scale: 1,
  end: Float64Array.of(0),
};

function refuses(change: Partial<TreeEnsemble>, message: string): void {
  throws(() => checkEnsemble({ ...TWO_STUMPS, ...change }), {
    name: "ModelError",
    reason: "damaged",
    message,
  });
}

Deno.test("checkEnsemble() takes ensembles of every kind, with nodes that nothing leads to", () => {
  checkEnsemble(TWO_STUMPS);
  checkEnsemble(randomEnsemble(1, { nTrees: 3, missing: "zero", categories: "limit" }));
  checkEnsemble(randomEnsemble(2, { nTrees: 3, nOutputs: 3, hasVectors: true }));
  checkEnsemble({ ...TWO_STUMPS, roots: Int32Array.of(0), treeOutputs: Int32Array.of(0) });
});

Deno.test("checkEnsemble() names the node that breaks the walk", () => {
  const { left } = TWO_STUMPS;
  refuses({ left: left.with(3, 6) }, "node 0 of tree 1 must have its children: is 6");
  refuses({ left: left.with(3, -1) }, "node 0 of tree 1 must have its children: is -1");
  refuses({ left: left.with(4, 5) }, "node 1 of tree 1 must split on one of 2 features: is -2");
  refuses({ left: left.with(3, 2) }, "node -1 of tree 1 must be reached once: is reached twice");
  refuses({ left: left.with(0, 0) }, "node 0 of tree 0 must be reached once: is reached twice");
  refuses({ roots: Int32Array.of(0, 6) }, "tree 1 must begin at one of 6 nodes: is 6");
});

Deno.test("checkEnsemble() names the number that means nothing", () => {
  const { feature, threshold, value } = TWO_STUMPS;
  refuses(
    { feature: feature.with(3, 2) },
    "node 0 of tree 1 must split on one of 2 features: is 2",
  );
  refuses(
    { threshold: threshold.with(0, NaN) },
    "node 0 of tree 0 must have a threshold that is a number: is NaN",
  );
  refuses(
    { value: value.with(5, Infinity) },
    "node 2 of tree 1 must have a finite value: is Infinity",
  );
  refuses(
    { cover: COVER.with(3, -1) },
    "node 0 of tree 1 must have a cover that is finite and >= 0: is -1",
  );
  refuses({ value: new Float64Array(5) }, "there must be 6 values: is 5");
  refuses({ divisor: 0 }, "the divisor must be finite and not 0: is 0");
  refuses({ treeOutputs: Int32Array.of(0, 1) }, "the output of tree 1 must exist: is 1");
  refuses({ end: Float64Array.of(NaN) }, "start, end and scale must be finite: is NaN");
});

Deno.test("checkEnsemble() names the set that is not there", () => {
  const categories = {
    sets: Int32Array.of(0, -1, -1, 1, -1, -1),
    offsets: Int32Array.of(0, 1),
    words: Uint32Array.of(1),
    limit: 32,
    modulus: null,
    known: null,
  };
  refuses({ categories }, "node 0 of tree 1 must have one of 1 sets of categories: is 1");
  refuses(
    { categories: { ...categories, offsets: Int32Array.of(0, 1, 2) } },
    "set 2 must begin within its words: is 2",
  );
});

Deno.test("checkEnsemble() walks a tree that is a chain of 200 000 nodes", () => {
  const n = 200_000;
  const chain = (child: (node: number) => number) =>
    Int32Array.from({ length: 2 * n + 1 }, (_, node) => node < n ? child(node) : -1);
  checkEnsemble({
    ...TWO_STUMPS,
    roots: Int32Array.of(0),
    treeOutputs: Int32Array.of(0),
    left: chain((node) => node + 1 < n ? node + 1 : 2 * n),
    right: chain((node) => n + node),
    feature: chain(() => 0),
    threshold: new Float64Array(2 * n + 1),
    value: new Float64Array(2 * n + 1),
    cover: null,
  });
});

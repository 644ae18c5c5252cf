import { equal, ok } from "node:assert/strict";
import { divideTree } from "./divide_tree.ts";
import { Pace } from "./pace.ts";
import { prepareTrees } from "./prepare_trees.ts";
import { randomEnsemble } from "./testdata/random_ensemble.ts";
import type { TreeEnsemble } from "./tree_ensemble.ts";
import type { ExplainPlan } from "./tree_shap_plan.ts";

/** Counts how often numbers are read: the work of a piece, whatever the machine. */
class Reads {
  #n = 0;
  /** Most reads between two yields. */
  most = 0;
  /** All reads. */
  total = 0;

  of<T extends Int32Array | Float64Array | Uint8Array>(array: T): T {
    return new Proxy(array, {
      get: (target, key) => {
        if (typeof key === "string" && /^\d/.test(key)) this.#n++;
        const value = Reflect.get(target, key, target);
        return typeof value === "function" ? value.bind(target) : value;
      },
    });
  }

  run<T>(pieces: Generator<void, T, void>): T {
    for (;;) {
      this.#n = 0;
      const step = pieces.next();
      this.most = Math.max(this.most, this.#n);
      this.total += this.#n;
      if (step.done) return step.value;
    }
  }
}

function counted(ensemble: TreeEnsemble, reads: Reads): TreeEnsemble {
  const { left, right, feature, threshold, value, cover, missing, categories } = ensemble;
  return {
    ...ensemble,
    left: reads.of(left),
    right: reads.of(right),
    feature: reads.of(feature),
    threshold: reads.of(threshold),
    value: reads.of(value),
    cover: cover && reads.of(cover),
    missing: missing && { ...missing, goesLeft: reads.of(missing.goesLeft) },
    categories: categories && { ...categories, sets: reads.of(categories.sets) },
  };
}

/** Each split's one child is a leaf, the other the next split. */
function chain(nSplits: number, nFeatures: number): TreeEnsemble {
  const nodes = Int32Array.from({ length: 2 * nSplits + 1 }, (_, node) => node);
  return {
    ...randomEnsemble(1, { nTrees: 1 }),
    nFeatures,
    left: nodes.map((node) => node < nSplits ? nSplits + 1 + node : -1),
    right: nodes.map((node) => node < nSplits ? node + 1 : -1),
    feature: nodes.map((node) => node < nSplits ? node % nFeatures : -2),
    threshold: new Float64Array(nodes.length),
    value: new Float64Array(nodes.length),
    cover: Float64Array.from(nodes, (node) => node <= nSplits ? nSplits - node + 1 : 1),
    roots: Int32Array.of(0),
    treeOutputs: Int32Array.of(0),
  };
}

const PIECE_SPLITS = 100;

/** What a split's preparation reads, at most: 20 numbers were counted. */
const READS_OF_SPLIT = 25;

const ENSEMBLES: Readonly<Record<string, TreeEnsemble>> = {
  "a large tree": randomEnsemble(1, { nTrees: 1, nSplits: 20_000, nFeatures: 20 }),
  "many small trees with missing values": randomEnsemble(2, {
    nTrees: 2_000,
    nSplits: 10,
    missing: "nan",
  }),
  "sets of categories": randomEnsemble(3, { nTrees: 200, nSplits: 100, categories: "limit" }),
  "a value for each of many outputs": randomEnsemble(4, {
    nTrees: 20,
    nSplits: 100,
    nOutputs: 40,
    hasVectors: true,
  }),
  "trees of many outputs": randomEnsemble(5, { nTrees: 500, nSplits: 20, nOutputs: 100 }),
  "a chain": chain(5_000, 200),
};

for (const [what, ensemble] of Object.entries(ENSEMBLES)) {
  Deno.test(`prepareTrees() does no piece longer than it is told: ${what}`, () => {
    const reads = new Reads();
    ok(typeof reads.run(prepareTrees(counted(ensemble, reads), PIECE_SPLITS)) !== "string");
    const limit = PIECE_SPLITS * READS_OF_SPLIT;
    ok(reads.most <= limit, `${reads.most} reads in one piece of ${reads.total}: at most ${limit}`);
    ok(reads.total > 5 * limit, `${reads.total}`);
  });
}

Deno.test("divideTree() does no piece longer than it is told, however long the paths are", () => {
  const nSplits = 3_000;
  const at = Int32Array.from({ length: nSplits }, (_, split) => split);
  const reads = new Reads();
  const plan: ExplainPlan = {
    splits: at,
    leaves: Int32Array.from({ length: nSplits + 1 }, (_, leaf) => leaf),
    // To the left the next split, and at the end the first leaf; to the right a leaf.
    children: reads.of(
      Int32Array.from({ length: 2 * nSplits }, (_, i) => {
        const split = i >> 1;
        if (i % 2 === 0) return 2 * nSplits - split;
        return split === nSplits - 1 ? nSplits : split + 1;
      }),
    ),
    ratios: reads.of(new Float64Array(2 * nSplits).fill(0.5)),
    turns: new Int32Array(nSplits),
    weights: new Float64Array(nSplits + 1),
    maxFeatures: 1,
  };
  const parts = reads.run(divideTree(plan, 100, new Pace(PIECE_SPLITS)));
  equal(parts.length, Math.ceil((nSplits + 1) / 100));
  ok(reads.most <= PIECE_SPLITS * READS_OF_SPLIT, `${reads.most} of ${reads.total}`);
  ok(reads.total > 50_000, `${reads.total}`);
});

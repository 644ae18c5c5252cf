import type { TreeEnsemble } from "@mlops/trees";
import type { Estimator } from "./estimator.ts";

/** Words of 32 bits that a set of categories has, for 256 categories. */
const WORDS = 8;

/** What the trees share. */
interface HistSum {
  readonly nFeatures: number;
  readonly nOutputs: number;
  readonly start: Float64Array;
  readonly known: readonly (Uint32Array | null)[] | null;
}

/** One tree, with positions in itself. */
interface HistTree {
  readonly left: Int32Array;
  readonly right: Int32Array;
  readonly feature: Int32Array;
  readonly threshold: Float64Array;
  readonly missingGoesLeft: Int32Array;
  readonly cover: Float64Array;
  readonly value: Float64Array;
  readonly set: Int32Array;
  readonly words: Uint32Array;
}

/**
 * Reads the categories that the trees know, as bits.
 *
 * @param estimator A HistGradientBoosting.
 * @param nFeatures Its columns.
 * @returns Bits of each column; `null` for one of numbers, or for all.
 */
export function readKnownCategories(
  estimator: Estimator,
  nFeatures: number,
): (Uint32Array | null)[] | null {
  const mapper = estimator.open(estimator.value("_bin_mapper"), "_bin_mapper");
  const isCategorical = mapper.numbers("is_categorical_", nFeatures);
  if (isCategorical.every((it) => it === 0)) return null;
  const thresholds = mapper.list("bin_thresholds_");
  return Array.from(isCategorical, (it, index) => {
    if (it === 0) return null;
    const bits = new Uint32Array(WORDS);
    const name = `bin_thresholds_[${index}]`;
    for (const category of mapper.indicesOf(thresholds[index], name, WORDS * 32)) {
      bits[category >>> 5]! |= 1 << (category & 31);
    }
    return bits;
  });
}

/**
 * Lays the trees one after the other.
 *
 * @param estimator A HistGradientBoosting.
 * @param sum What the trees share.
 * @returns The ensemble: float64 throughout, the trees of a round one for each output.
 */
export function joinHistTrees(estimator: Estimator, sum: HistSum): TreeEnsemble {
  const trees = readRounds(estimator, sum);
  const nNodes = trees.reduce((count, { left }) => count + left.length, 0);
  const hasSets = trees.some(({ set }) => set.some((it) => it >= 0));
  const words = new Uint32Array(trees.reduce((count, tree) => count + tree.words.length, 0));
  const roots = new Int32Array(trees.length);
  const left = new Int32Array(nNodes).fill(-1);
  const right = new Int32Array(nNodes).fill(-1);
  const feature = new Int32Array(nNodes).fill(-2);
  const threshold = new Float64Array(nNodes);
  const goesLeft = new Uint8Array(nNodes);
  const cover = new Float64Array(nNodes);
  const value = new Float64Array(nNodes);
  const sets = new Int32Array(nNodes).fill(-1);
  let at = 0;
  let nWords = 0;
  for (const [index, tree] of trees.entries()) {
    roots[index] = at;
    for (let node = 0; node < tree.left.length; node++) {
      const set = tree.set[node]!;
      if (set >= 0) sets[at + node] = set + nWords / WORDS;
      if (tree.left[node]! < 0) continue;
      left[at + node] = tree.left[node]! + at;
      right[at + node] = tree.right[node]! + at;
    }
    feature.set(tree.feature, at);
    threshold.set(tree.threshold, at);
    goesLeft.set(tree.missingGoesLeft, at);
    cover.set(tree.cover, at);
    value.set(tree.value, at);
    words.set(tree.words, nWords);
    nWords += tree.words.length;
    at += tree.left.length;
  }
  const offsets = Int32Array.from({ length: nWords / WORDS + 1 }, (_, set) => set * WORDS);
  return {
    nFeatures: sum.nFeatures,
    nOutputs: sum.nOutputs,
    input: "float64",
    arithmetic: "float64",
    roots,
    treeOutputs: Int32Array.from(trees, (_, tree) => tree % sum.nOutputs),
    left,
    right,
    feature,
    threshold,
    missing: { goesLeft, zeroIsMissing: null },
    // A category is cast to eight bits, so 256 is category 0.
    categories: hasSets
      ? { sets, offsets, words, limit: 2 ** 31, modulus: 256, known: sum.known }
      : null,
    cover,
    value,
    start: sum.start,
    divisor: 1,
    scale: 1,
    end: new Float64Array(sum.nOutputs),
  };
}

function readRounds(estimator: Estimator, { nFeatures, nOutputs }: HistSum): HistTree[] {
  const rounds = estimator.list("_predictors");
  return rounds.flatMap((round, index) => {
    const name = `_predictors[${index}]`;
    const members = estimator.itemsOf(round, name);
    if (members.length !== nOutputs) {
      throw estimator.fault(`needs ${nOutputs} trees a round: has ${members.length}`);
    }
    return members.map((member, k) =>
      readHistTree(estimator.open(member, `${name}[${k}]`), nFeatures)
    );
  });
}

function readHistTree(tree: Estimator, nFeatures: number): HistTree {
  const nodes = tree.array("nodes");
  const integers = (name: string) => tree.decode(name, () => nodes.field(name).toInt32Array());
  const doubles = (name: string) => tree.decode(name, () => nodes.field(name).toFloat64Array());
  const isLeaf = integers("is_leaf");
  const isCategorical = integers("is_categorical");
  const bitsets = tree.array("raw_left_cat_bitsets");
  const [nSets = 0, nWords] = bitsets.shape;
  if (bitsets.shape.length !== 2 || (nSets > 0 && nWords !== WORDS)) {
    throw tree.unfit("raw_left_cat_bitsets", `[sets, ${WORDS}]`, bitsets);
  }
  const read: HistTree = {
    left: doublesToChildren(doubles("left"), isLeaf),
    right: doublesToChildren(doubles("right"), isLeaf),
    feature: integers("feature_idx"),
    threshold: doubles("num_threshold"),
    missingGoesLeft: integers("missing_go_to_left").map((it) => it === 0 ? 0 : 1),
    cover: doubles("count"),
    value: doubles("value"),
    set: Int32Array.from(
      doubles("bitset_idx"),
      (set, node) => isCategorical[node] === 0 || isLeaf[node] !== 0 ? -1 : set,
    ),
    words: Uint32Array.from(tree.decode("raw_left_cat_bitsets", () => bitsets.toFloat64Array())),
  };
  checkHistTree(tree, read, { nFeatures, nSets });
  return read;
}

/** Children are unsigned, and at a leaf they mean nothing. */
function doublesToChildren(children: Float64Array, isLeaf: Int32Array): Int32Array {
  return Int32Array.from(
    children,
    (child, node) => isLeaf[node] === 0 ? Math.min(child, 2 ** 31 - 1) : -1,
  );
}

/** From the root down: children come after their parent, so there is no circle. */
function checkHistTree(
  tree: Estimator,
  { left, right, feature, threshold, value, set }: HistTree,
  { nFeatures, nSets }: { nFeatures: number; nSets: number },
): void {
  const nNodes = left.length;
  if (nNodes === 0) throw tree.fault("must have a node");
  const isReached = new Uint8Array(nNodes);
  isReached[0] = 1;
  for (let node = 0; node < nNodes; node++) {
    if (isReached[node] === 0) continue;
    const fail = (what: string) => tree.fault(`must be a tree: node ${node} ${what}`);
    if (left[node] === -1) {
      if (!Number.isFinite(value[node])) throw fail(`has a value not finite: ${value[node]}`);
      continue;
    }
    for (const [side, child] of [["left", left[node]!], ["right", right[node]!]] as const) {
      if (child <= node || child >= nNodes) {
        throw fail(
          `has ${side} child ${child}, which must come after its parent and below ${nNodes}`,
        );
      }
      if (isReached[child] === 1) throw tree.fault(`must be a tree: node ${child} has two parents`);
      isReached[child] = 1;
    }
    if (!(feature[node]! >= 0 && feature[node]! < nFeatures)) {
      throw fail(`has feature ${feature[node]} of ${nFeatures}`);
    }
    if (set[node]! >= nSets) {
      throw fail(`has bitset ${set[node]}, which must be below the bitsets' number ${nSets}`);
    }
    if (set[node]! < 0 && Number.isNaN(threshold[node]!)) {
      throw fail("has a threshold that is no number");
    }
  }
}

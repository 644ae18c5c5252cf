import type { CategorySplits, MissingValues, TreeEnsemble } from "../tree_ensemble.ts";

/** What a random ensemble is to have. */
export interface RandomShape {
  /** Number of trees. */
  readonly nTrees: number;
  /** Number of features; default 5. */
  readonly nFeatures?: number;
  /** Number of outputs; default 1. */
  readonly nOutputs?: number;
  /** Splits of each tree; default 20. */
  readonly nSplits?: number;
  /** Different thresholds; default 40. */
  readonly nThresholds?: number;
  /** Whether a leaf has a value for each output; default false. */
  readonly hasVectors?: boolean;
  /** Whether missing values have directions; default none. */
  readonly missing?: "none" | "nan" | "zero";
  /** Whether some nodes split by categories; default none. */
  readonly categories?: "none" | "limit" | "modulus";
  /** Default "float64". */
  readonly input?: TreeEnsemble["input"];
  /** Default "float64". */
  readonly arithmetic?: TreeEnsemble["arithmetic"];
}

/**
 * Makes a generator of numbers in [0, 1): Marsaglia's xorshift.
 *
 * @param seed Same seed, same numbers.
 * @returns The generator.
 */
function randomNumbers(seed: number): () => number {
  let state = Math.imul(seed + 1, 0x9e3779b9) >>> 0 || 1;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) / 2 ** 32;
  };
}

/**
 * Makes an ensemble whose trees have any shape, with each tree's nodes in an order of its own, and a
 * node between the trees that nothing leads to.
 *
 * @param seed Same seed, same ensemble.
 * @param shape What it has.
 * @returns The ensemble.
 */
export function randomEnsemble(seed: number, shape: RandomShape): TreeEnsemble {
  const { nTrees, nFeatures = 5, nOutputs = 1, nSplits = 20, nThresholds = 40 } = shape;
  const { input = "float64", arithmetic = "float64", hasVectors = false } = shape;
  const random = randomNumbers(seed);
  const below = (n: number) => Math.floor(random() * n);
  const round = arithmetic === "float32" ? Math.fround : (x: number) => x;
  const nodesOfTree = 2 * nSplits + 2;
  const nNodes = nTrees * nodesOfTree;
  const width = hasVectors ? nOutputs : 1;
  const roots = Int32Array.from({ length: nTrees }, (_, t) => t * nodesOfTree);
  const left = new Int32Array(nNodes).fill(-1);
  const right = new Int32Array(nNodes).fill(-1);
  const feature = new Int32Array(nNodes).fill(-2);
  const threshold = new Float64Array(nNodes).fill(-2);
  const cover = new Float64Array(nNodes);
  for (const root of roots) {
    const open = [root];
    const splits: number[] = [];
    for (let split = 0; split < nSplits; split++) {
      const node = open.splice(below(open.length), 1)[0]!;
      splits.push(node);
      const child = root + 2 * split + 1;
      [left[node], right[node]] = random() < 0.5 ? [child, child + 1] : [child + 1, child];
      feature[node] = below(nFeatures);
      threshold[node] = below(50) === 0 ? Infinity : below(nThresholds) / 8 - 2 + (input === "float64" ? 1e-9 : 0);
      open.push(child, child + 1);
    }
    for (const leaf of open) cover[leaf] = 1 + below(20);
    for (const node of splits.toReversed()) {
      cover[node] = cover[left[node]!]! + cover[right[node]!]!;
    }
  }
  const missing: MissingValues | null = (shape.missing ?? "none") === "none" ? null : {
    goesLeft: Uint8Array.from(left, () => below(2)),
    zeroIsMissing: shape.missing === "zero" ? Uint8Array.from(left, () => below(2)) : null,
  };
  const numbers = (n: number) => Float64Array.from({ length: n }, () => round(random() - 0.5));
  return {
     nFeatures, nOutputs, input, arithmetic, roots, left, right, feature, threshold, cover ,
    treeOutputs: hasVectors ? null : Int32Array.from(roots, (_, t) => t % nOutputs),
    missing,
    categories: randomCategories(shape, feature, below),
    value: numbers(nNodes * width),
    start: numbers(nOutputs),
    end: numbers(nOutputs),
    divisor: hasVectors ? nTrees : 1,
    scale: round(seed % 2 === 0 ? 1 : 1.3),
  };
}

function randomCategories(
  { categories = "none", nFeatures = 5 }: RandomShape,
  feature: Int32Array,
  below: (n: number) => number,
): CategorySplits | null {
  if (categories === "none") return null;
  const nSets = 10;
  const offsets = Int32Array.from({ length: nSets + 1 }, (_, i) => 2 * i - Number(i > 4));
  return {
    // Half of the features are categories.
    sets: feature.map((f) => f >= 0 && f % 2 === 0 ? below(nSets) : -1),
    offsets,
    words: Uint32Array.from({ length: offsets[nSets]! }, () => below(2 ** 32)),
    limit: categories === "limit" ? 60 : 2 ** 31,
    modulus: categories === "modulus" ? 32 : null,
    known: categories === "modulus"
      ? Array.from({ length: nFeatures }, (_, f) => f === 0 ? Uint32Array.of(below(2 ** 32)) : null)
      : null,
  };
}

/**
 * Makes rows that meet thresholds, their neighbours, categories and missing values.
 *
 * @param seed Same seed, same rows.
 * @param ensemble What will score them.
 * @param nRows How many.
 * @returns Row-major `[nRows, nFeatures]`.
 */
export function randomNumbersFor(seed: number, ensemble: TreeEnsemble, nRows: number): Float64Array {
  const random = randomNumbers(seed);
  const below = (n: number) => Math.floor(random() * n);
  const thresholds = ensemble.threshold.filter((_, node) => ensemble.left[node]! >= 0);
  const special = [-Infinity, Infinity, 0, -0, 1e-35, -1e-35, 1.1e-35, -0.5, 1e300];
  return Float64Array.from({ length: nRows * ensemble.nFeatures }, () => {
    const kind = below(12);
    if (kind === 0 && ensemble.missing !== null) return NaN;
    if (kind === 1) return special[below(special.length)]!;
    if (kind === 2) return below(80);
    const threshold = thresholds.at(below(thresholds.length)) ?? 0;
    if (kind < 5) return threshold;
    if (kind === 5) return threshold * (1 + 2 ** -52);
    if (kind === 6) return Math.fround(threshold * (1 - 2 ** -23));
    return random() * 6 - 3;
  });
}

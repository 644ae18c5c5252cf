import { ModelError } from "@mlops/model";
import type { CategorySplits, TreeEnsemble } from "./tree_ensemble.ts";

/**
 * Checks that an ensemble can be walked, whatever its file said: that from every root a leaf is reached
 * in each way, that no node is reached twice, and that all numbers on the way mean something. Takes time
 * and memory linear in the nodes, and does not recurse. Nodes that no root leads to are not looked at.
 *
 * @param ensemble What a reader made of a file.
 * @throws {ModelError} If it is damaged; the message names tree and node, counted from the tree's root.
 */
export function checkEnsemble(ensemble: TreeEnsemble): void {
  checkShape(ensemble);
  if (ensemble.categories !== null) checkSets(ensemble.categories);
  const { roots, left, right, nOutputs, treeOutputs } = ensemble;
  const nNodes = left.length;
  const isReached = new Uint8Array(nNodes);
  const pending = new Int32Array(nNodes);
  for (let tree = 0; tree < roots.length; tree++) {
    const root = roots[tree]!;
    if (!isIndex(root, nNodes)) fail(`tree ${tree} must begin at one of ${nNodes} nodes`, root);
    const output = treeOutputs?.[tree] ?? 0;
    if (!isIndex(output, nOutputs)) fail(`the output of tree ${tree} must exist`, output);
    if (isReached[root] === 1) {
      fail(nameOf(root, root, tree, "must be reached once"), "reached twice");
    }
    isReached[root] = 1;
    pending[0] = root;
    for (let nPending = 1; nPending > 0;) {
      const node = pending[--nPending]!;
      const isLeaf = left[node]! < 0 && right[node]! < 0;
      const fault = isLeaf ? leafFault(ensemble, node) : splitFault(ensemble, node);
      if (fault !== null) fail(nameOf(node, root, tree, fault[0]), fault[1]);
      if (isLeaf) continue;
      for (const children of [left, right]) {
        const child = children[node]!;
        if (!isIndex(child, nNodes)) {
          fail(nameOf(node, root, tree, "must have its children"), child);
        }
        if (isReached[child] === 1) {
          fail(nameOf(child, root, tree, "must be reached once"), "reached twice");
        }
        isReached[child] = 1;
        pending[nPending++] = child;
      }
    }
  }
}

function checkShape(ensemble: TreeEnsemble): void {
  const { nFeatures, nOutputs, roots, left, treeOutputs, missing, categories } = ensemble;
  const nNodes = left.length;
  if (nFeatures < 1) fail("there must be a feature", nFeatures);
  if (nOutputs < 1) fail("there must be an output", nOutputs);
  const lengths: [string, { readonly length: number } | null | undefined, number][] = [
    ["right children", ensemble.right, nNodes],
    ["features", ensemble.feature, nNodes],
    ["thresholds", ensemble.threshold, nNodes],
    ["values", ensemble.value, treeOutputs === null ? nNodes * nOutputs : nNodes],
    ["covers", ensemble.cover, nNodes],
    ["missing directions", missing?.goesLeft, nNodes],
    ["missing zeros", missing?.zeroIsMissing, nNodes],
    ["sets", categories?.sets, nNodes],
    ["known categories", categories?.known, nFeatures],
    ["outputs of trees", treeOutputs, roots.length],
    ["start values", ensemble.start, nOutputs],
    ["end values", ensemble.end, nOutputs],
  ];
  for (const [what, values, length] of lengths) {
    if (values === null || values === undefined) continue;
    if (values.length !== length) fail(`there must be ${length} ${what}`, values.length);
  }
  for (const value of [...ensemble.start, ...ensemble.end, ensemble.scale]) {
    if (!Number.isFinite(value)) fail("start, end and scale must be finite", value);
  }
  const isDivisor = Number.isFinite(ensemble.divisor) && ensemble.divisor !== 0;
  if (!isDivisor) fail("the divisor must be finite and not 0", ensemble.divisor);
}

function checkSets({ offsets, words, modulus }: CategorySplits): void {
  for (let i = 0; i < offsets.length; i++) {
    const isAscending = offsets[i]! >= (i === 0 ? 0 : offsets[i - 1]!) &&
      offsets[i]! <= words.length;
    if (!isAscending) fail(`set ${i} must begin within its words`, offsets[i]);
  }
  if (modulus !== null && !(modulus >= 1)) fail("the modulus of categories must be >= 1", modulus);
}

/** What is wrong with a node, and what it has instead. */
type Fault = readonly [string, unknown];

function leafFault(
  { value, treeOutputs, nOutputs, cover }: TreeEnsemble,
  node: number,
): Fault | null {
  const width = treeOutputs === null ? nOutputs : 1;
  for (let i = node * width; i < (node + 1) * width; i++) {
    if (!Number.isFinite(value[i])) return ["must have a finite value", value[i]];
  }
  return coverFault(cover, node);
}

function splitFault(ensemble: TreeEnsemble, node: number): Fault | null {
  const { feature, threshold, nFeatures, categories, cover } = ensemble;
  if (!isIndex(feature[node]!, nFeatures)) {
    return [`must split on one of ${nFeatures} features`, feature[node]];
  }
  const set = categories?.sets[node] ?? -1;
  if (set < 0) {
    if (Number.isNaN(threshold[node])) return ["must have a threshold that is a number", NaN];
  } else {
    const nSets = categories!.offsets.length - 1;
    if (!isIndex(set, nSets)) return [`must have one of ${nSets} sets of categories`, set];
  }
  return coverFault(cover, node);
}

function coverFault(cover: Float64Array | null, node: number): Fault | null {
  if (cover === null || (cover[node]! >= 0 && cover[node]! < Infinity)) return null;
  return ["must have a cover that is finite and >= 0", cover[node]];
}

function isIndex(value: number, end: number): boolean {
  return Number.isInteger(value) && value >= 0 && value < end;
}

function nameOf(node: number, root: number, tree: number, fault: string): string {
  return `node ${node - root} of tree ${tree} ${fault}`;
}

function fail(fault: string, found: unknown): never {
  throw new ModelError("damaged", `${fault}: is ${found}`);
}

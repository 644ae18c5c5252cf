import { ModelError } from "@mlops/model";
import { checkEnsemble, nextFloat32Below, type TreeEnsemble } from "@mlops/trees";
import type { Booster, BoosterTree } from "./booster.ts";
import { CategorySets } from "./category_sets.ts";

/**
 * Makes an ensemble of the first trees of a model.
 *
 * @param booster The model.
 * @param nTrees How many of its trees.
 * @param start Margin that each output begins with, shape `[nGroups]`.
 * @returns The ensemble, checked.
 * @throws {ModelError} If the trees are damaged.
 */
export function toEnsemble(booster: Booster, nTrees: number, start: Float64Array): TreeEnsemble {
  const { trees, groups, weights, nGroups } = booster;
  requireLength("tree_info", groups.length, trees.length);
  if (weights !== null) requireLength("weight_drop", weights.length, trees.length);
  let nNodes = 0;
  for (let t = 0; t < nTrees; t++) nNodes += trees[t]!.left.length;
  const arrays: Arrays = {
    left: new Int32Array(nNodes).fill(-1),
    right: new Int32Array(nNodes).fill(-1),
    feature: new Int32Array(nNodes).fill(-2),
    threshold: new Float64Array(nNodes).fill(-2),
    goesLeft: new Uint8Array(nNodes),
    cover: new Float64Array(nNodes),
    value: new Float64Array(nNodes),
    sets: new CategorySets(nNodes),
  };
  const roots = new Int32Array(nTrees);
  let root = 0;
  for (let t = 0; t < nTrees; t++) {
    const group = groups[t]!;
    if (group < 0 || group >= nGroups) {
      const what = `tree ${t}: class ${group} must be one of ${nGroups} classes`;
      throw new ModelError("damaged", what);
    }
    roots[t] = root;
    placeTree(
      trees[t]!,
      { tree: t, root, nFeatures: booster.nFeatures },
      arrays,
      weights?.[t] ?? 1,
    );
    root += trees[t]!.left.length;
  }
  const { goesLeft, sets, ...nodes } = arrays;
  const ensemble: TreeEnsemble = {
    nFeatures: booster.nFeatures,
    nOutputs: nGroups,
    input: "float32",
    arithmetic: "float32",
    roots,
    treeOutputs: groups.slice(0, nTrees),
    ...nodes,
    missing: { goesLeft, zeroIsMissing: null },
    categories: sets.finish(),
    start,
    divisor: 1,
    scale: 1,
    end: new Float64Array(nGroups),
  };
  checkEnsemble(ensemble);
  return ensemble;
}

interface Arrays {
  readonly left: Int32Array;
  readonly right: Int32Array;
  readonly feature: Int32Array;
  readonly threshold: Float64Array;
  readonly goesLeft: Uint8Array;
  readonly cover: Float64Array;
  readonly value: Float64Array;
  readonly sets: CategorySets;
}

interface Place {
  /** Number of the tree. */
  readonly tree: number;
  /** Where its nodes begin. */
  readonly root: number;
  /** Number of features of the model. */
  readonly nFeatures: number;
}

function placeTree(from: BoosterTree, place: Place, to: Arrays, weight: number): void {
  const { tree, root, nFeatures } = place;
  const { left, right, feature, condition, defaultLeft, cover, categories } = from;
  if (left.length === 0) throw new ModelError("damaged", `tree ${tree} must have a node: has none`);
  for (let i = 0; i < left.length; i++) {
    const node = root + i;
    to.cover[node] = cover[i]!;
    if (left[i] === -1 && right[i] === -1) {
      to.value[node] = Math.fround(condition[i]! * weight);
      continue;
    }
    const name = `tree ${tree} node ${i}`;
    requireChild(`${name}: left child`, left[i]!, left.length);
    requireChild(`${name}: right child`, right[i]!, left.length);
    if (feature[i]! < 0 || feature[i]! >= nFeatures) {
      const what = `${name}: feature ${feature[i]} must be one of ${nFeatures}`;
      throw new ModelError("damaged", what);
    }
    to.feature[node] = feature[i]!;
    const set = categories.get(i);
    if (set === undefined) {
      to.left[node] = root + left[i]!;
      to.right[node] = root + right[i]!;
      to.threshold[node] = nextFloat32Below(condition[i]!);
      to.goesLeft[node] = defaultLeft[i] === 0 ? 0 : 1;
      continue;
    }
    // XGBoost's categories of a node go right, those of an ensemble left.
    to.left[node] = root + right[i]!;
    to.right[node] = root + left[i]!;
    to.goesLeft[node] = defaultLeft[i] === 0 ? 1 : 0;
    to.sets.add(node, set, name);
  }
}

/** A root is no child, and a cycle through other nodes is found when the ensemble is checked. */
function requireChild(name: string, child: number, nNodes: number): void {
  if (child > 0 && child < nNodes) return;
  throw new ModelError("damaged", `${name} ${child} must be one of nodes 1 to ${nNodes - 1}`);
}

function requireLength(name: string, length: number, nTrees: number): void {
  if (length === nTrees) return;
  throw new ModelError(
    "damaged",
    `${name} must have a value for each of ${nTrees} trees: has ${length}`,
  );
}

import { type DecisionTree, TreeBuilder } from "../decision_tree.ts";

/** Share of the root's weighted impurity of each node and its branch. */
interface Risks {
  readonly parent: Int32Array;
  readonly own: Float64Array;
  readonly branch: Float64Array;
  readonly leaves: Int32Array;
}

/**
 * Cuts branches back that are too complex for what they gain: minimal cost-complexity pruning
 * (`sklearn/tree/_tree.pyx`, `_cost_complexity_prune`).
 *
 * Breiman et al., "Classification and Regression Trees" (1984), chapter 3.
 *
 * @param ccpAlpha Complexity above which a branch goes.
 * @returns What is left, its nodes in pre-order.
 */
export function pruneTree(tree: DecisionTree, ccpAlpha: number): DecisionTree {
  const risks = measureRisks(tree);
  const nNodes = tree.left.length;
  const isInner = Uint8Array.from(tree.left, (child) => child < 0 ? 0 : 1);
  const isIn = new Uint8Array(nNodes).fill(1);
  while (isInner[0] === 1) {
    let weakest = -1;
    let least = Infinity;
    for (let node = 0; node < nNodes; node++) {
      if (isInner[node] === 0 || isIn[node] === 0) continue;
      const { own, branch, leaves } = risks;
      const alpha = (own[node]! - branch[node]!) / (leaves[node]! - 1);
      if (alpha < least) {
        least = alpha;
        weakest = node;
      }
    }
    if (weakest < 0 || ccpAlpha < least) break;
    cut(tree, weakest, risks, isIn);
    isInner[weakest] = 0;
  }
  return copyTree(tree, isInner);
}

function measureRisks(tree: DecisionTree): Risks {
  const nNodes = tree.left.length;
  const parent = new Int32Array(nNodes).fill(-1);
  for (let node = 0; node < nNodes; node++) {
    if (tree.left[node]! < 0) continue;
    parent[tree.left[node]!] = node;
    parent[tree.right[node]!] = node;
  }
  const own = tree.impurity.map((impurity, node) => tree.cover[node]! * impurity / tree.cover[0]!);
  const branch = new Float64Array(nNodes);
  const leaves = new Int32Array(nNodes);
  for (let leaf = 0; leaf < nNodes; leaf++) {
    if (tree.left[leaf]! >= 0) continue;
    branch[leaf] = own[leaf]!;
    for (let above = parent[leaf]!; above >= 0; above = parent[above]!) {
      branch[above]! += own[leaf]!;
      leaves[above]!++;
    }
  }
  return { parent, own, branch, leaves };
}

/** Makes a node a leaf: what hangs below it is out, what lies above it hears of it. */
function cut(tree: DecisionTree, node: number, risks: Risks, isIn: Uint8Array): void {
  const { parent, own, branch, leaves } = risks;
  const below = [tree.left[node]!, tree.right[node]!];
  for (let child = below.pop(); child !== undefined; child = below.pop()) {
    isIn[child] = 0;
    if (tree.left[child]! >= 0) below.push(tree.left[child]!, tree.right[child]!);
  }
  const nPruned = leaves[node]! - 1;
  const difference = own[node]! - branch[node]!;
  leaves[node] = 0;
  branch[node] = own[node]!;
  for (let above = parent[node]!; above >= 0; above = parent[above]!) {
    leaves[above]! -= nPruned;
    branch[above]! += difference;
  }
}

function copyTree(tree: DecisionTree, isInner: Uint8Array): DecisionTree {
  const nOutputs = tree.value.length / tree.left.length;
  const builder = new TreeBuilder(nOutputs);
  const pending = [{ node: 0, parent: -1, isLeft: false }];
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    const { node, parent, isLeft } = next;
    const id = builder.add({
      impurity: tree.impurity[node]!,
      nRows: tree.nNodeSamples[node]!,
      weight: tree.cover[node]!,
    });
    if (parent >= 0) builder.link(parent, id, isLeft);
    builder.valuesNear(id).set(
      tree.value.subarray(node * nOutputs, (node + 1) * nOutputs),
      builder.valueOffset(id),
    );
    if (isInner[node] === 0) continue;
    builder.split(id, {
      feature: tree.feature[node]!,
      threshold: tree.threshold[node]!,
      missingGoesLeft: tree.missingGoesLeft[node] === 1,
    });
    pending.push(
      { node: tree.right[node]!, parent: id, isLeft: false },
      { node: tree.left[node]!, parent: id, isLeft: true },
    );
  }
  return builder.finish();
}

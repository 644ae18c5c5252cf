import { ModelError } from "@mlops/model";
import { type Block, integerOf, numbersOf } from "./model_text.ts";

/** One tree as LightGBM keeps it: inner nodes, and leaves counted apart from them. */
export interface LightgbmTree {
  /** Number of leaves; there is one inner node less. */
  readonly nLeaves: number;
  /** Feature of each inner node. */
  readonly feature: readonly number[];
  /** Threshold of each inner node, or the number of its set of categories. */
  readonly threshold: readonly number[];
  /** Bit 0: by categories; bit 1: missing values go left; bits 2 and 3: what is missing. */
  readonly decision: readonly number[];
  /** Left child of each inner node: an inner node, or leaf `-c - 1`. */
  readonly left: readonly number[];
  /** Right child of each inner node. */
  readonly right: readonly number[];
  /** Training rows of each inner node. */
  readonly innerCount: readonly number[];
  /** Value of each leaf, the learning rate in it. */
  readonly leafValue: readonly number[];
  /** Training rows of each leaf. */
  readonly leafCount: readonly number[];
  /** Where each set of categories begins in `words`, and where the last one ends. */
  readonly boundaries: readonly number[];
  /** Sets of categories as bits, 32 in a word. */
  readonly words: readonly number[];
}

/**
 * Reads a tree.
 *
 * @param block Its lines.
 * @param index Its number.
 * @param nFeatures Number of features.
 * @returns The tree; each list of its right length, each number in its range.
 * @throws {ModelError} If it is damaged, or has linear models in its leaves.
 */
export function readTree(block: Block, index: number, nFeatures: number): LightgbmTree {
  const place = `tree ${index}`;
  const nLeaves = integerOf(block, "num_leaves", place);
  if (nLeaves < 1) {
    throw new ModelError("damaged", `${place}: num_leaves must be >= 1: is ${nLeaves}`);
  }
  if (block.get("is_linear") === "1") {
    const way = "train with linear_tree=false";
    throw new ModelError("unsupported", `LightGBM linear trees are not supported: ${way}`);
  }
  const list = (name: string, length: number) => {
    const numbers = numbersOf(block, name, place);
    if (numbers.length === length) return numbers;
    const what =
      `${place}: num_leaves and lists differ: ${nLeaves} leaves, ${name} has ${numbers.length}`;
    throw new ModelError("damaged", what);
  };
  // A tree of one leaf has no other lists, and no count of its rows in some versions.
  const isSingle = nLeaves === 1;
  const inner = (name: string) => isSingle ? [] : list(name, nLeaves - 1);
  const tree = {
    nLeaves,
    feature: inner("split_feature"),
    threshold: inner("threshold"),
    decision: inner("decision_type"),
    left: inner("left_child"),
    right: inner("right_child"),
    innerCount: inner("internal_count"),
    leafValue: list("leaf_value", nLeaves),
    leafCount: isSingle ? [0] : list("leaf_count", nLeaves),
    boundaries: numbersOf(block, "cat_boundaries", place),
    words: numbersOf(block, "cat_threshold", place),
  };
  requireSets(tree, place);
  for (let node = 0; node < nLeaves - 1; node++) {
    const name = `${place} node ${node}`;
    requireChild(tree.left[node]!, nLeaves, `${name}: left child`);
    requireChild(tree.right[node]!, nLeaves, `${name}: right child`);
    requireRange(tree.feature[node]!, nFeatures, `${name}: feature`);
    requireRange(tree.decision[node]!, 12, `${name}: decision_type`);
    if ((tree.decision[node]! & 1) === 0) continue;
    requireRange(tree.threshold[node]!, tree.boundaries.length - 1, `${name}: set`);
  }
  return tree;
}

function requireSets({ boundaries, words }: LightgbmTree, place: string): void {
  for (let i = 0; i < boundaries.length; i++) {
    const isSound = i === 0
      ? boundaries[0] === 0
      : Number.isInteger(boundaries[i]) && boundaries[i]! >= boundaries[i - 1]!;
    if (isSound && boundaries[i]! <= words.length) continue;
    const found = `${boundaries[i]} of ${words.length} words`;
    throw new ModelError("damaged", `${place}: cat_boundaries beyond cat_threshold: ${found}`);
  }
  for (const word of words) requireRange(word, 2 ** 32, `${place}: cat_threshold`);
}

/** The root, 0, is no child; a cycle through other nodes is found when the ensemble is checked. */
function requireChild(child: number, nLeaves: number, name: string): void {
  const isNode = child > 0 && child < nLeaves - 1 || child < 0 && child >= -nLeaves;
  if (isNode && Number.isInteger(child)) return;
  throw new ModelError("damaged", `${name} ${child} must be one of the tree's nodes`);
}

function requireRange(value: number, end: number, name: string): void {
  if (Number.isInteger(value) && value >= 0 && value < end) return;
  throw new ModelError("damaged", `${name} ${value} must be an integer in [0, ${end})`);
}

import { ModelError } from "@mlops/model";
import { type Booster, type BoosterTree, equalIterations } from "./booster.ts";
import { Fields } from "./fields.ts";
import { readCategories } from "./read_categories.ts";
import type { JsonValue } from "./ubjson.ts";

/**
 * Reads a model as JSON and UBJSON hold it (XGBoost 1.7 to 3.4: `doc/model.schema`).
 *
 * @param root The file, or what a pickled Booster keeps: the model with its configuration beside it.
 * @returns The model.
 * @throws {ModelError} If it is damaged, or of a kind that is not read.
 */
export function readLearner(root: JsonValue): Booster {
  const file = new Fields(root, "the file");
  const learner = (file.has("Model") ? file.object("Model") : file).object("learner");
  const { model, weights } = findTrees(learner.object("gradient_booster"));
  const params = learner.object("learner_model_param");
  refuseTargets(params);
  const nGroups = Math.max(1, params.integer("num_class"));
  const nFeatures = params.integer("num_feature");
  const trees = model.list("trees").map(readTree);
  const treeParam = model.object("gbtree_model_param");
  if (treeParam.integer("num_trees") !== trees.length) {
    const found = `${
      treeParam.integer("num_trees")
    } in gbtree_model_param, ${trees.length} in trees`;
    throw new ModelError("damaged", `the number of trees must be one: ${found}`);
  }
  const types = learner.has("feature_types") ? learner.texts("feature_types") : [];
  return {
    objective: learner.object("objective").text("name"),
    baseScore: readBaseScore(params.text("base_score")),
    nGroups,
    nFeatures,
    featureNames: learner.has("feature_names") ? learner.texts("feature_names") : [],
    isCategorical: types.map((type) => type === "c"),
    categories: model.has("cats") ? readCategories(model.object("cats")) : [],
    bestIteration: readBestIteration(learner),
    trees,
    groups: model.integers("tree_info"),
    weights,
    iterations: model.has("iteration_indptr")
      ? model.integers("iteration_indptr")
      : equalIterations(trees.length, nGroups * treeParam.integer("num_parallel_tree")),
  };
}

/** Until 3.3 dart keeps its trees a level deeper; from 3.4 its weights lie inside a "gbtree". */
function findTrees(booster: Fields): { model: Fields; weights: Float32Array | null } {
  const name = booster.text("name");
  if (name === "dart") {
    const model = booster.object("gbtree").object("model");
    return { model, weights: booster.floats("weight_drop") };
  }
  if (name !== "gbtree") {
    const way = 'train with booster="gbtree" or "dart"';
    throw new ModelError("unsupported", `booster ${name} is not supported: ${way}`);
  }
  const model = booster.object("model");
  return { model, weights: model.has("weight_drop") ? model.floats("weight_drop") : null };
}

function refuseTargets(params: Fields): void {
  const nTargets = params.has("num_target") ? params.integer("num_target") : 1;
  if (nTargets <= 1) return;
  throw new ModelError(
    "unsupported",
    `${nTargets} targets are not supported: train a model for each`,
  );
}

/** One number, or from 3.1 a list of one for each class: `5E-1`, `[5E-1]`, `[1E0,2E0,3E0]`. */
function readBaseScore(text: string): Float32Array {
  const list = text.startsWith("[") && text.endsWith("]") ? text.slice(1, -1) : text;
  const numbers = list.split(",").map((word) => word.trim() === "" ? NaN : Number(word));
  if (numbers.every(Number.isFinite)) return Float32Array.from(numbers);
  throw new ModelError(
    "damaged",
    `base_score must be numbers: is ${JSON.stringify(text.slice(0, 40))}`,
  );
}

function readBestIteration(learner: Fields): number | null {
  const attributes = learner.has("attributes") ? learner.object("attributes") : null;
  return attributes?.has("best_iteration") ? attributes.integer("best_iteration") : null;
}

function readTree(value: JsonValue, index: number): BoosterTree {
  const tree = new Fields(value, `tree ${index}`);
  const params = tree.object("tree_param");
  if (params.has("size_leaf_vector") && params.integer("size_leaf_vector") > 1) {
    const way = 'train with multi_strategy="one_output_per_tree"';
    throw new ModelError("unsupported", `tree ${index}: vector leaves are not supported: ${way}`);
  }
  const nNodes = params.integer("num_nodes");
  const read = {
    left: tree.integers("left_children"),
    right: tree.integers("right_children"),
    feature: tree.integers("split_indices"),
    condition: tree.floats("split_conditions"),
    defaultLeft: tree.integers("default_left"),
    cover: tree.floats("sum_hessian"),
  };
  const names = {
    left: "left_children",
    right: "right_children",
    feature: "split_indices",
    condition: "split_conditions",
    defaultLeft: "default_left",
    cover: "sum_hessian",
  };
  for (const key of ["left", "right", "feature", "condition", "defaultLeft", "cover"] as const) {
    requireLength(index, names[key], read[key].length, nNodes);
  }
  return { ...read, categories: readSets(tree, index, nNodes) };
}

function requireLength(tree: number, name: string, length: number, nNodes: number): void {
  if (length === nNodes) return;
  throw new ModelError(
    "damaged",
    `tree ${tree}: ${name} must have a value for each of ${nNodes} nodes: has ${length}`,
  );
}

function readSets(tree: Fields, index: number, nNodes: number): Map<number, Int32Array> {
  const sets = new Map<number, Int32Array>();
  if (!tree.has("split_type")) return sets;
  const types = tree.integers("split_type");
  requireLength(index, "split_type", types.length, nNodes);
  if (!types.includes(1)) return sets;
  const categories = tree.integers("categories");
  const nodes = tree.integers("categories_nodes");
  const segments = tree.integers("categories_segments");
  const sizes = tree.integers("categories_sizes");
  nodes.forEach((node, i) => {
    const start = segments.at(i) ?? -1;
    const size = sizes.at(i) ?? -1;
    if (start < 0 || size < 0 || start + size > categories.length) {
      throw new ModelError("damaged", `tree ${index} node ${node}: its categories must be there`);
    }
    sets.set(node, categories.subarray(start, start + size));
  });
  for (let node = 0; node < nNodes; node++) {
    if (types[node] !== 1 || sets.has(node)) continue;
    throw new ModelError("damaged", `tree ${index} node ${node}: its categories must be there`);
  }
  for (const node of sets.keys()) if (types[node] !== 1) sets.delete(node);
  return sets;
}

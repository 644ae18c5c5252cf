/** What differs from {@linkcode stumpModel}'s model. */
export interface StumpOptions {
  /** `learner.objective.name`. */
  readonly objective?: string;
  /** `learner_model_param.base_score`. */
  readonly baseScore?: string;
  /** Whether the split is one by categories: 1 and 33 go right. */
  readonly isCategorical?: boolean;
  /** Values of `split_conditions`. */
  readonly conditions?: readonly number[];
}

/**
 * Makes a model of one tree, as JSON holds it: `x < 0.5` is worth -1, else 2, missing values go right.
 *
 * @param options What differs.
 * @returns The text.
 */
export function stumpModel(options: StumpOptions = {}): string {
  const isCategorical = options.isCategorical === true;
  const tree = {
    ["left_children"]: [1, -1, -1],
    ["right_children"]: [2, -1, -1],
    ["split_indices"]: [0, 0, 0],
    ["split_conditions"]: options.conditions ?? [0.5, -1, 2],
    ["default_left"]: [false, false, false],
    ["sum_hessian"]: [4, 3, 1],
    ["split_type"]: [isCategorical ? 1 : 0, 0, 0],
    categories: isCategorical ? [1, 33] : [],
    ["categories_nodes"]: isCategorical ? [0] : [],
    ["categories_segments"]: isCategorical ? [0] : [],
    ["categories_sizes"]: isCategorical ? [2] : [],
    ["tree_param"]: { ["num_nodes"]: "3", ["size_leaf_vector"]: "1" },
  };
  return JSON.stringify({
    learner: {
      attributes: {},
      ["feature_names"]: ["a"],
      ["feature_types"]: [isCategorical ? "c" : "float"],
      ["learner_model_param"]: {
        ["base_score"]: options.baseScore ?? "0E0",
        ["num_class"]: "0",
        ["num_feature"]: "1",
        ["num_target"]: "1",
      },
      objective: { name: options.objective ?? "reg:squarederror" },
      ["gradient_booster"]: {
        name: "gbtree",
        model: {
          ["gbtree_model_param"]: { ["num_trees"]: "1", ["num_parallel_tree"]: "1" },
          ["tree_info"]: [0],
          trees: [tree],
        },
      },
    },
    version: [3, 2, 0],
  });
}

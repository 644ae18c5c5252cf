import { type Label, ModelError, ownOrder } from "@mlops/model";
import { EnsembleModel } from "@mlops/trees";
import { readCategories } from "./read_categories.ts";
import { describeFeature } from "./describe_feature.ts";
import { integerOf, splitModelText } from "./model_text.ts";
import { findObjective } from "./objective.ts";
import { readTree } from "./read_tree.ts";
import { toEnsemble } from "./to_ensemble.ts";

/** What is known of a model beside its file. */
export interface LightgbmOptions {
  /**
   * The Python class that it was: `lightgbm.basic.Booster`, the default, or the name of a wrapper such
   * as `lightgbm.sklearn.LGBMClassifier`.
   */
  readonly modelClass?: string;
  /** Names of the features, which win over the file's: LightGBM replaces blanks in them. */
  readonly featureNames?: readonly string[];
  /** Class labels in the order of their numbers, instead of 0, 1, …: a wrapper's `_classes`. */
  readonly classes?: readonly Label[];
  /** A pickled Booster's `best_iteration`; trees behind it do not count. 0 or less means none. */
  readonly bestIteration?: number;
}

/** exp may be off by an ulp, and a softmax by a few. */
const ROUNDING = 1e-12;

/**
 * Reads a model of LightGBM 3.3 to 4.7: its text format.
 *
 * @param source The file, or the text that a pickled Booster keeps.
 * @param options What is known beside it.
 * @returns The model.
 * @throws {ModelError} If it is damaged, or of a kind that is not read; the message tells the way out.
 */
export function readLightgbm(
  source: Uint8Array | string,
  options: LightgbmOptions = {},
): EnsembleModel {
  const text = splitModelText(typeof source === "string" ? source : decode(source));
  const { header } = text;
  const nOutputs = integerOf(header, "num_tree_per_iteration", "the header");
  const nFeatures = integerOf(header, "max_feature_idx", "the header") + 1;
  const wrapper = (options.modelClass ?? "Booster").split(".").at(-1)!;
  if (integerOf(header, "num_class", "the header") !== nOutputs) {
    throw new ModelError("damaged", "num_class and num_tree_per_iteration must be equal");
  }
  const { name, task, link, output } = findObjective(header.get("objective"), nOutputs, wrapper);
  if (text.trees.length % nOutputs !== 0) {
    const found = `${text.trees.length} for ${nOutputs} classes`;
    throw new ModelError("damaged", `trees must come in whole iterations: there are ${found}`);
  }
  const blocks = text.trees.slice(0, countTrees(text.trees.length, nOutputs, options));
  const trees = blocks.map((block, index) => readTree(block, index, nFeatures));
  const isAveraged = header.has("average_output");
  const ensemble = toEnsemble(trees, { nFeatures, nOutputs, isAveraged });
  const categories = readCategories(text, nFeatures);
  const names = nameFeatures(header.get("feature_names"), nFeatures, options.featureNames);
  const { columns } = categories;
  return new EnsembleModel({
    kind: `LightGBM ${name}`,
    task,
    features: names.map((feature, index) => describeFeature(feature, categories.values.get(index))),
    classes: nameClasses(task === "regression" ? 0 : Math.max(2, nOutputs), options.classes),
    output,
    rounding: ROUNDING,
    ensemble,
    encoding: columns.length === 0 ? null : { columns, missingNumber: NaN },
    link,
    space: link === null ? "value" : "margin",
  });
}

function decode(bytes: Uint8Array): string {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch (cause) {
    throw new ModelError("damaged", "a LightGBM model must be text in UTF-8", { cause });
  }
}

function countTrees(nTrees: number, nOutputs: number, { bestIteration }: LightgbmOptions): number {
  const best = bestIteration ?? 0;
  return best > 0 ? Math.min(nTrees, best * nOutputs) : nTrees;
}

function nameFeatures(
  line: string | undefined,
  nFeatures: number,
  wanted: readonly string[] | undefined,
): readonly string[] {
  if (nFeatures < 1) {
    throw new ModelError("damaged", `there must be a feature: max_feature_idx is ${nFeatures - 1}`);
  }
  const own = line === undefined || line === "" ? [] : line.split(" ");
  if (wanted?.length === nFeatures) return ownOrder(wanted, own);
  if (wanted === undefined || wanted.length === 0) {
    if (own.length === nFeatures) return own;
    const what = `feature_names must name ${nFeatures} features: names ${own.length}`;
    throw new ModelError("damaged", what);
  }
  const what = `the model has ${nFeatures} features: ${wanted.length} names are given`;
  throw new ModelError("damaged", what);
}

function nameClasses(nClasses: number, wanted: readonly Label[] | undefined): readonly Label[] {
  if (wanted === undefined || nClasses === 0) return Array.from({ length: nClasses }, (_, i) => i);
  if (wanted.length === nClasses) return wanted;
  const what = `the model has ${nClasses} classes: ${wanted.length} are named`;
  throw new ModelError("damaged", what);
}

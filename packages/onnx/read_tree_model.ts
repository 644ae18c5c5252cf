import { type Label, ModelError, type ModelFeature } from "@mlops/model";
import { type EnsembleDescription, EnsembleModel } from "@mlops/trees";
import { decodeForest } from "./decode_forest.ts";
import { findTreeNode } from "./find_tree_node.ts";
import { inputTraits } from "./input_traits.ts";
import type { GraphColumn } from "./graph_column.ts";
import { nativeEnsemble } from "./native_ensemble.ts";
import { OnnxError } from "./onnx_error.ts";
import { readModel } from "./read_model.ts";
import type { DecodedForest } from "./to_ensemble.ts";

/** What is known of a model beside its file. */
export interface TreeModelOptions {
  /** Names of the features; a graph has none. */
  readonly featureNames?: readonly string[];
  /** Class labels in the order of the outputs, which win over the graph's. */
  readonly classes?: readonly Label[];
}

/** A score is off by what float32 sums lose: this for a hundred trees, and in proportion for more. */
const ROUNDING_OF_100 = 1e-6;

/**
 * Reads a graph that is an ensemble of trees and nothing else, to be scored without ONNX Runtime.
 *
 * A random forest with the cover of its nodes is scored in the doubles of scikit-learn, and can be
 * explained; all others in the float32 numbers of ONNX Runtime, to the last bit. The columns of a graph
 * that takes a table are the features, with their names.
 *
 * @param bytes The file; it is not kept.
 * @param options What is known beside it.
 * @returns The model.
 * @throws {OnnxError} If the file is damaged, or another kind of graph ("unsupported"), which is to be
 * given to ONNX Runtime.
 * @throws {ModelError} If a number in it is not finite, or names do not fit.
 */
export function readTreeModel(bytes: Uint8Array, options: TreeModelOptions = {}): EnsembleModel {
  const forest = attempt(() => decodeForest(bytes));
  if (!(forest instanceof OnnxError) && forest.cover !== null) return toModel(forest, options);
  const native = attempt(() => readNative(bytes, options));
  if (!(native instanceof OnnxError)) return native;
  if (forest instanceof OnnxError) throw native;
  return toModel(forest, options);
}

/** The result, or why another engine should try. */
function attempt<Result>(read: () => Result): Result | OnnxError {
  try {
    return read();
  } catch (error) {
    if (error instanceof OnnxError && error.reason === "unsupported") return error;
    throw error;
  }
}

function toModel(forest: DecodedForest, options: TreeModelOptions): EnsembleModel {
  const { columns, labels, nFeatures, missing } = forest;
  const isOfClasses = labels.length > 0;
  return new EnsembleModel({
    kind: `ONNX TreeEnsemble${isOfClasses ? "Classifier" : "Regressor"}`,
    task: isOfClasses ? "classification" : "regression",
    features: columns === null
      ? describeFeatures(nFeatures, missing !== null, options)
      : describeColumns(columns, options),
    classes: nameClasses(labels, options),
    output: isOfClasses ? "probabilities" : "value",
    rounding: ROUNDING_OF_100,
    ensemble: forest,
    encoding: encodingOf(columns),
    link: null,
    space: isOfClasses ? "probability" : "value",
  });
}

function readNative(bytes: Uint8Array, options: TreeModelOptions): EnsembleModel {
  const model = readModel(bytes);
  const { node, nFeatures, columns } = findTreeNode(model, [
    "TreeEnsembleClassifier",
    "TreeEnsembleRegressor",
  ]);
  const { ensemble, classes, link, output } = nativeEnsemble(node, nFeatures);
  const { takesMissing } = inputTraits(model, model.inputs[0]!.name);
  return new EnsembleModel({
    kind: `ONNX ${node.opType}`,
    task: classes.length === 0 ? "regression" : "classification",
    features: columns === null
      ? describeFeatures(nFeatures, takesMissing, options)
      : describeColumns(columns, options),
    classes: nameClasses(classes, options),
    output,
    rounding: ROUNDING_OF_100 * Math.max(1, ensemble.roots.length / 100),
    ensemble,
    encoding: encodingOf(columns),
    link,
    space: output === "value"
      ? "value"
      : output === "probabilities" && link === null
      ? "probability"
      : "margin",
  });
}

function describeFeatures(
  nFeatures: number,
  isNullable: boolean,
  { featureNames }: TreeModelOptions,
): ModelFeature[] {
  const names = featureNames ?? [];
  requireNames(names, nFeatures);
  return Array.from({ length: nFeatures }, (_, index) => ({
    name: names[index] ?? `input_${index}`,
    type: "fp32",
    categories: null,
    mustBeKnown: false,
    isNullable,
    mayBeInfinite: false,
  }));
}

/** Types of the columns; a number may be missing as NaN, and a word as one that is not known. */
const COLUMN_TYPES = {
  number: "fp32",
  integer: "int64",
  boolean: "bool",
  category: "bytes",
} as const;

function describeColumns(
  columns: readonly GraphColumn[],
  { featureNames }: TreeModelOptions,
): ModelFeature[] {
  requireNames(featureNames ?? [], columns.length);
  return columns.map(({ name, kind, categories }) => ({
    name,
    type: COLUMN_TYPES[kind],
    categories,
    mustBeKnown: false,
    isNullable: kind === "number" || kind === "category",
    mayBeInfinite: false,
  }));
}

function requireNames(names: readonly string[], nFeatures: number): void {
  if (names.length === 0 || names.length === nFeatures) return;
  const what = `the graph takes ${nFeatures} features: ${names.length} names are given`;
  throw new ModelError("damaged", what);
}

/** Words become their numbers, and those that are not known a missing value. */
function encodingOf(columns: readonly GraphColumn[] | null): EnsembleDescription["encoding"] {
  if (columns === null) return null;
  const coded = columns.flatMap(({ categories }, feature) => {
    if (categories === null) return [];
    const codes = new Map(categories.map((word, code) => [word, code] as const));
    return [{ feature, codes, unknown: "missing" } as const];
  });
  return coded.length === 0 ? null : { columns: coded, missingNumber: NaN };
}

function nameClasses(
  own: readonly Label[],
  { classes }: TreeModelOptions,
): readonly Label[] {
  if (classes === undefined || classes.length === 0 || own.length === 0) return own;
  if (classes.length === own.length) return classes;
  const what = `the graph has ${own.length} classes: ${classes.length} are named`;
  throw new ModelError("damaged", what);
}

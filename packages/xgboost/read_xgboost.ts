import { type Label, MAX_FEATURES, ModelError, type ModelFeature, ownOrder } from "@mlops/model";
import { type ColumnCodes, type EnsembleDescription, EnsembleModel } from "@mlops/trees";
import type { Booster } from "./booster.ts";
import { readJsonText } from "./json_text.ts";
import { readLegacyBinary } from "./legacy_binary.ts";
import { baseMargin, findLink, findObjective } from "./objective.ts";
import { readLearner } from "./read_learner.ts";
import { toEnsemble } from "./to_ensemble.ts";
import { readUbjson } from "./ubjson.ts";

/** What is known of a model beside its file. */
export interface XgboostOptions {
  /**
   * The Python class that it was: `xgboost.core.Booster`, the default, or the name of a wrapper such as
   * `xgboost.sklearn.XGBClassifier`. After early stopping a wrapper takes the best iterations, a
   * Booster all of them.
   */
  readonly modelClass?: string;
  /** Names of the features, which win over the file's. */
  readonly featureNames?: readonly string[];
  /**
   * Categories of a column in the order of their codes, by its name: until 3.0 no file tells them. They
   * win over the file's.
   */
  readonly categories?: ReadonlyMap<string, readonly (string | number)[]>;
  /** Class labels in the order of their numbers, instead of 0, 1, …. */
  readonly classes?: readonly Label[];
  /** The wrapper's `missing`: numbers that are equal to it as float32 are missing, as NaN always is. */
  readonly missing?: number;
}

/** float32 throughout; glibc's expf is off by one or two of its ulps now and then. */
const ROUNDING = 5e-7;

/**
 * Reads a model of XGBoost 1.7 to 3.4: UBJSON, JSON, or the binary format of before 2.1.
 *
 * @param bytes The file, or the `handle` of a pickled Booster.
 * @param options What is known beside it.
 * @returns The model.
 * @throws {ModelError} If it is damaged, or of a kind that is not read; the message tells the way out.
 */
export function readXgboost(bytes: Uint8Array, options: XgboostOptions = {}): EnsembleModel {
  const booster = readBooster(bytes);
  const modelClass = (options.modelClass ?? "Booster").split(".").at(-1)!;
  return new EnsembleModel(describe(booster, modelClass, options));
}

/** Trusts the bytes, not the file's name. */
function readBooster(bytes: Uint8Array): Booster {
  const [first, second] = bytes;
  if (first === "{".charCodeAt(0) && second !== undefined) {
    const isUbjson = "LiUlI".includes(String.fromCharCode(second));
    return readLearner(isUbjson ? readUbjson(bytes) : readJsonText(bytes));
  }
  if (new TextDecoder().decode(bytes.subarray(0, 4)) === "binf") return readLegacyBinary(bytes);
  if (bytes.length === 0) {
    const why = "xgboost before 2.1 writes none for splits by category";
    throw new ModelError("unsupported", `the file is empty: ${why}: save it as JSON`);
  }
  throw new ModelError("damaged", "the file must be JSON, UBJSON or XGBoost's binary format");
}

function describe(
  booster: Booster,
  modelClass: string,
  options: XgboostOptions,
): EnsembleDescription {
  const objective = findObjective(booster.objective);
  const task = modelClass.endsWith("Classifier")
    ? "classification"
    : modelClass.endsWith("Regressor")
    ? "regression"
    : objective.task;
  const { nGroups, nFeatures } = booster;
  requireGroups(booster, task);
  const start = startMargins(booster, (score) => baseMargin(objective, score));
  const ensemble = toEnsemble(booster, countTrees(booster, modelClass), start);
  const { link, output } = findLink(objective, task, nGroups);
  const nClasses = task === "regression" ? 0 : Math.max(2, nGroups);
  const names = nameFeatures(booster, options.featureNames);
  const categories = names.map((name, i) =>
    options.categories?.get(name) ?? booster.categories[i] ?? null
  );
  const columns = categories.flatMap((known, feature) =>
    known === null ? [] : [code(feature, known)]
  );
  const missingNumber = options.missing ?? NaN;
  return {
    kind: `XGBoost ${booster.objective}`,
    task,
    features: Array.from(
      { length: nFeatures },
      (_, i) => describeFeature(names[i]!, categories[i]!, booster.isCategorical[i] === true),
    ),
    classes: nameClasses(nClasses, options.classes),
    output,
    rounding: ROUNDING,
    ensemble,
    encoding: columns.length === 0 && Number.isNaN(missingNumber)
      ? null
      : { columns, missingNumber },
    link,
    space: output === "value" && link === null ? "value" : "margin",
  };
}

function requireGroups(
  { nGroups, objective }: Booster,
  task: "classification" | "regression",
): void {
  const isMulti = objective.startsWith("multi:");
  if (isMulti ? nGroups >= 2 && task === "classification" : nGroups === 1) return;
  const found = `${nGroups} classes and ${objective} for a ${task}`;
  throw new ModelError("damaged", `classes must fit the objective: ${found}`);
}

function startMargins(
  { baseScore, nGroups }: Booster,
  toMargin: (score: number) => number,
): Float64Array {
  if (baseScore.length !== 1 && baseScore.length !== nGroups) {
    const what = `base_score must be one number or one for each of ${nGroups} classes`;
    throw new ModelError("damaged", `${what}: has ${baseScore.length}`);
  }
  const start = new Float64Array(nGroups);
  for (let k = 0; k < nGroups; k++) start[k] = toMargin(baseScore[k] ?? baseScore[0]!);
  return start;
}

/** Wrappers stop at the best iteration, a Booster does not. */
function countTrees({ bestIteration, iterations, trees }: Booster, modelClass: string): number {
  if (bestIteration === null || modelClass === "Booster") return trees.length;
  const count = iterations[bestIteration + 1];
  if (count !== undefined && count >= 0 && count <= trees.length) return count;
  throw new ModelError("damaged", `best_iteration must be in the file: is ${bestIteration}`);
}

function nameFeatures(
  { featureNames, nFeatures }: Booster,
  wanted: readonly string[] | undefined,
): readonly string[] {
  if (nFeatures < 1 || nFeatures > MAX_FEATURES) {
    const what = `there must be 1 to ${MAX_FEATURES} features: num_feature ${nFeatures}`;
    throw new ModelError("damaged", what);
  }
  for (const [names, source] of [[wanted, "given"], [featureNames, "in the file"]] as const) {
    if (names === undefined || names.length === 0) continue;
    if (names.length === nFeatures) return ownOrder(names, featureNames);
    const what = `the model has ${nFeatures} features: ${names.length} names are ${source}`;
    throw new ModelError("damaged", what);
  }
  return Array.from({ length: nFeatures }, (_, i) => `input_${i}`);
}

function nameClasses(nClasses: number, wanted: readonly Label[] | undefined): readonly Label[] {
  if (wanted === undefined || nClasses === 0) return Array.from({ length: nClasses }, (_, i) => i);
  if (wanted.length === nClasses) return wanted;
  const what = `the model has ${nClasses} classes: ${wanted.length} are named`;
  throw new ModelError("damaged", what);
}

/** Python's DataFrame is recoded by these; an unseen category is an error in 3.4, and silently the first one in 3.2. */
function code(feature: number, categories: readonly (string | number)[]): ColumnCodes {
  return {
    feature,
    codes: new Map(categories.map((category, index) => [category, index])),
    unknown: "fault",
  };
}

function describeFeature(
  name: string,
  categories: readonly (string | number)[] | null,
  isCategorical: boolean,
): ModelFeature {
  const limits = { isNullable: true, mayBeInfinite: false };
  if (categories === null) {
    const type = isCategorical ? "int32" : "fp32";
    return { name, type, categories: null, mustBeKnown: false, ...limits };
  }
  const isText = categories.some((category) => typeof category === "string");
  const type = isText ? "bytes" : categories.every(Number.isSafeInteger) ? "int64" : "fp64";
  // Unicode code points, as Python sorts, or numbers.
  const ascending = [...categories].sort((a, b) => a < b ? -1 : 1);
  return { name, type, categories: ascending, mustBeKnown: true, ...limits };
}

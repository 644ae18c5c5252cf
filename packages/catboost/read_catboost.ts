import { type Label, ModelError, ownOrder } from "@mlops/model";
import { EnsembleModel } from "@mlops/trees";
import { readTrees } from "./catboost_trees.ts";
import { FlatTable } from "./flat_table.ts";
import { findObjective } from "./objective.ts";
import { toEnsemble } from "./to_ensemble.ts";

/** What is known of a model beside its file. */
export interface CatboostOptions {
  /** Names of the features, which win over the file's. */
  readonly featureNames?: readonly string[];
  /** Class labels in the order of the outputs, which win over the file's. */
  readonly classes?: readonly Label[];
}

/** exp may be off by an ulp, and CatBoost's own, of its softmax, by a few. */
const ROUNDING = 1e-12;

const HEADER_BYTES = 8;

/**
 * Reads a model of CatBoost 1.2, its binary format, with numeric features and trees of any shape.
 *
 * @param bytes The file.
 * @param options What is known beside it.
 * @returns The model.
 * @throws {ModelError} If it is damaged, or of a kind that is not read; the message tells the way out.
 */
export function readCatboost(bytes: Uint8Array, options: CatboostOptions = {}): EnsembleModel {
  const core = FlatTable.root(openCore(bytes));
  const version = core.text(0);
  if (version !== "FlabuffersModel_v1") {
    const found = JSON.stringify(version.slice(0, 40));
    throw new ModelError(
      "unsupported",
      `format ${found} is not supported: write it with CatBoost 1.2`,
    );
  }
  const table = core.table(1);
  if (table === null) throw new ModelError("damaged", "the model must have trees: has none");
  const info = new Map(core.tables(2).map((entry) => [entry.text(0), entry.text(1)] as const));
  const trees = readTrees(table, bytes.length);
  const { name, task, classes, link, output } = findObjective(info, trees.nOutputs);
  const ensemble = toEnsemble(trees);
  const names = nameFeatures(trees.featureNames, options.featureNames);
  return new EnsembleModel({
    kind: `CatBoost ${name}`,
    task,
    features: names.map((name) => ({
      name,
      type: "fp32",
      categories: null,
      mustBeKnown: false,
      isNullable: true,
      mayBeInfinite: true,
    })),
    classes: nameClasses(classes, options.classes),
    output,
    rounding: ROUNDING,
    ensemble,
    encoding: null,
    link,
    space: link === null ? "value" : "margin",
  });
}

/** `CBM1`, the size of the core, the core; parts of other kinds of features may follow. */
function openCore(bytes: Uint8Array): DataView {
  if (new TextDecoder().decode(bytes.subarray(0, 4)) !== "CBM1") {
    throw new ModelError("damaged", "a CatBoost model must begin with CBM1: no CBM1 is there");
  }
  if (bytes.length < HEADER_BYTES) throw new ModelError("damaged", "the file is truncated");
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const sizeBytes = view.getUint32(4, true);
  if (sizeBytes > bytes.length - HEADER_BYTES) {
    const found = `${bytes.length - HEADER_BYTES} of ${sizeBytes} bytes are there`;
    throw new ModelError("damaged", `the file is truncated: ${found}`);
  }
  return new DataView(bytes.buffer, bytes.byteOffset + HEADER_BYTES, sizeBytes);
}

function nameFeatures(
  own: readonly string[],
  wanted: readonly string[] | undefined,
): readonly string[] {
  if (wanted === undefined || wanted.length === 0) {
    const isNamed = own.every((name) => name !== "") && new Set(own).size === own.length;
    return isNamed ? own : own.map((_, i) => `input_${i}`);
  }
  if (wanted.length === own.length) return ownOrder(wanted, own);
  const what = `the model has ${own.length} features: ${wanted.length} names are given`;
  throw new ModelError("damaged", what);
}

function nameClasses(
  own: readonly Label[],
  wanted: readonly Label[] | undefined,
): readonly Label[] {
  if (wanted === undefined || own.length === 0) return own;
  if (wanted.length === own.length) return wanted;
  const what = `the model has ${own.length} classes: ${wanted.length} are named`;
  throw new ModelError("damaged", what);
}

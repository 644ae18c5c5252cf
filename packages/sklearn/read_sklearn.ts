import { ModelError, type ModelFeature, ownOrder } from "@mlops/model";
import {
  describeValue,
  NumpyArray,
  PickleError,
  PythonDict,
  PythonObject,
  PythonTuple,
  type PythonValue,
  readPickle,
  readSkops,
} from "@mlops/pickle";
import { ALLOWED_GLOBALS } from "./allowed_globals.ts";
import { EnsemblePredictor } from "./ensemble_predictor.ts";
import { isNewer, NEWEST_VERSION } from "./estimator.ts";
import { PREDICTORS } from "./estimators.ts";
import { FileParts } from "./file_parts.ts";
import type { Predictor } from "./predictor.ts";
import { refuseFile } from "./refuse_file.ts";
import { SklearnModel } from "./sklearn_model.ts";

/** What is known of a model beside its file. */
export interface SklearnOptions {
  /** Names of the columns, which win over those of the training unless only their order is another. */
  readonly featureNames?: readonly string[];
  /** Columns of text by name, for those that the model never looks at; others it knows itself. */
  readonly textFeatures?: ReadonlySet<string>;
}

/**
 * Reads a fitted estimator of scikit-learn 1.3 to 1.9, or the wrapper of XGBoost or LightGBM: a pickle
 * (protocols 2 to 5, cloudpickle too) or a skops file, told apart by their bytes. Nothing in it runs.
 *
 * @param bytes The file.
 * @param options What is known beside it.
 * @returns The model.
 * @throws {ModelError} If it is damaged, of a kind that is not read, or would execute something; the
 * message tells the class and the way out.
 */
export function readSklearn(bytes: Uint8Array, options: SklearnOptions = {}): SklearnModel {
  const root = readFile(bytes);
  if (!(root instanceof PythonObject) || !PREDICTORS.has(root.className)) {
    throw new ModelError(
      "unsupported",
      `the file must hold an estimator that predicts, holds no estimator: ${describeValue(root)}`,
    );
  }
  const path = root.className.slice(root.className.lastIndexOf(".") + 1);
  const predictor = new FileParts(bytes.length).predictor(root, path);
  const nColumns = predictor.columns.length;
  const own = findNames(root, 0) ?? ownNames(predictor);
  const names = options.featureNames === undefined
    ? own ?? Array.from({ length: nColumns }, (_, index) => `input_${index}`)
    : ownOrder(options.featureNames, own);
  if (names.length !== nColumns) {
    throw new ModelError("damaged", `${path} takes ${nColumns} columns: ${names.length} are named`);
  }
  const features = predictor.columns.map((column, index): ModelFeature => {
    const name = names[index]!;
    const isText = column.isUnused === true && options.textFeatures?.has(name);
    const type = isText ? "bytes" : column.type;
    return { ...column, name, type };
  });
  return new SklearnModel(predictor, features, warningsOf(root));
}

/** What is to be known of a file that a newer scikit-learn wrote: its fields are as they were until now. */
function warningsOf({ state }: PythonObject): readonly string[] {
  const version = state instanceof PythonDict ? state.get("_sklearn_version") : undefined;
  if (typeof version !== "string" || !isNewer(version)) return [];
  return [
    `It was written by scikit-learn ${
      version.slice(0, 40)
    }, newer than ${NEWEST_VERSION}, the last whose ` +
    "files are known here: it was read as one of those, and its answers should be compared with Python's",
  ];
}

/** First bytes of what joblib compresses with: zlib, gzip, bz2, xz, lzma, lz4. */
const COMPRESSED = /^(78(01|5e|9c|da)|1f8b|425a68|fd377a58|5d0000|04224d18)/;

function readFile(bytes: Uint8Array): PythonValue {
  const start = Array.from(bytes.subarray(0, 4), (byte) => byte.toString(16).padStart(2, "0")).join(
    "",
  );
  if (COMPRESSED.test(start)) {
    throw new ModelError(
      "unsupported",
      "the file is compressed, as joblib.dump(compress=…) does: log the model with " +
        "mlflow.sklearn.log_model",
    );
  }
  const isZip = bytes[0] === 0x50 && bytes[1] === 0x4b;
  try {
    return isZip ? readSkops(bytes, ALLOWED_GLOBALS) : readPickle(bytes, ALLOWED_GLOBALS);
  } catch (error) {
    throw error instanceof PickleError ? refuseFile(error) : error;
  }
}

/** Names that a booster keeps itself, as LightGBM's wrapper has none. */
function ownNames(predictor: Predictor): readonly string[] | null {
  return predictor instanceof EnsemblePredictor
    ? predictor.model.features.map(({ name }) => name)
    : null;
}

/** Names of the training, those of the first step. */
function findNames(value: PythonValue | undefined, depth: number): readonly string[] | null {
  if (depth > 5 || !(value instanceof PythonObject) || !(value.state instanceof PythonDict)) {
    return null;
  }
  const names = value.state.get("feature_names_in_");
  if (names instanceof NumpyArray) {
    try {
      return names.toStrings();
    } catch (error) {
      throw error instanceof PickleError ? refuseFile(error) : error;
    }
  }
  const best = findNames(value.state.get("best_estimator_"), depth + 1);
  if (best !== null) return best;
  const steps = value.state.get("steps");
  // Behind the first step that is none to pass through, the columns may be others, of other names.
  const [first] = namedOf(steps);
  if (first !== undefined) return findNames(first, depth + 1);
  for (const part of namedOf(value.state.get("transformer_list"))) {
    const own = findNames(part, depth + 1);
    if (own !== null) return own;
  }
  return null;
}

/** The estimators among pairs of a name and an estimator or "passthrough". */
function namedOf(pairs: PythonValue | undefined): PythonObject[] {
  return (Array.isArray(pairs) ? pairs : []).flatMap((pair) => {
    const [, estimator] = pair instanceof PythonTuple ? pair.items : [];
    return estimator instanceof PythonObject ? [estimator] : [];
  });
}

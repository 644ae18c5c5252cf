import { ModelError } from "@mlops/model";
import type { PickleError } from "@mlops/pickle";

/** What to do about a name that is refused, by its pattern. */
const WAYS_OUT: readonly (readonly [RegExp, ModelError["reason"], string])[] = [
  [
    /^sklearn\.(\w+\.)*_?[A-Z]\w*$/,
    "unsupported",
    "is not supported: convert it with skl2onnx, if that knows it, and log it as ONNX " +
    "(mlflow.onnx.log_model)",
  ],
  [
    /^cloudpickle\./,
    "unsupported",
    "is a function or class of your own, which would have to be run: use one of scikit-learn's, " +
    "or log the model as ONNX",
  ],
  [
    /^__main__\./,
    "unsupported",
    "is a function or class of your own, which would have to be run: use one of scikit-learn's, " +
    "or log the model as ONNX",
  ],
  [
    /^catboost\./,
    "unsupported",
    "is not supported within a pickle: log the model with mlflow.catboost.log_model",
  ],
  [
    /^(lightgbm|xgboost|imblearn|category_encoders|feature_engine|sklego|mlxtend|skorch)\./,
    "unsupported",
    "is not supported: use a class of scikit-learn's in its place, or XGB… or LGBM… of a classifier " +
    "or a regressor, or log the model as ONNX",
  ],
  [
    /^joblib\./,
    "unsupported",
    "is joblib's format: log the model with mlflow.sklearn.log_model",
  ],
  [
    /^(builtins|__builtin__)\.getattr$/,
    "forbidden",
    "is not allowed in a model file; a search over SciPy's distributions writes it: " +
    "log best_estimator_ instead",
  ],
  [
    /^scipy\./,
    "unsupported",
    "is not supported: of a search over SciPy's distributions log best_estimator_ instead",
  ],
];

/**
 * Says of a file that was not read what it is to whoever serves it.
 *
 * @param error Why it was not read.
 * @returns "forbidden" for a name that nothing of a model has, "unsupported" for other estimators and
 * formats, else "damaged".
 */
export function refuseFile(error: PickleError): ModelError {
  const { globalName } = error;
  const place = error.offset === null ? "" : ` (at byte ${error.offset})`;
  if (globalName === null) {
    const what = error.message.replace(/^Cannot read /, "the ").replace(" as it ", " ");
    return new ModelError("damaged", what.replace(/^the (\S+(?: file)?) as /, "the $1: "), {
      cause: error,
    });
  }
  const known = WAYS_OUT.find(([pattern]) => pattern.test(globalName));
  if (known !== undefined) {
    return new ModelError(known[1], `${globalName} ${known[2]}${place}`, { cause: error });
  }
  const what = error.message.replace(/^Cannot read .*? as /, "").replace(/ at byte \d+$/, "");
  const way =
    "a class or function of your own would have to be run: use one of scikit-learn's, or log " +
    "the model as ONNX";
  return new ModelError("forbidden", `${what}: refused without running it${place}; ${way}`, {
    cause: error,
  });
}

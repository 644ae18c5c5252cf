import { ModelError } from "@mlops/model";
import type { PickleError } from "@mlops/pickle";

/** What to do about a name that is refused, by its pattern. */
const WAYS_OUT: readonly (readonly [RegExp, ModelError["reason"], string])[] = [
  [
    /^sklearn\.(\w+\.)*[A-Z]\w*$/,
    "unsupported",
    "is not supported: convert it with skl2onnx and log it as ONNX (mlflow.onnx.log_model)",
  ],
  [
    /^cloudpickle\./,
    "unsupported",
    "is a function or class of your own, which would have to be run: use one of scikit-learn's, " +
    "or log the model as ONNX",
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
  const way = WAYS_OUT.find(([pattern]) => pattern.test(globalName));
  if (way !== undefined) {
    return new ModelError(way[1], `${globalName} ${way[2]}${place}`, { cause: error });
  }
  const what = error.message.replace(/^Cannot read .*? as /, "").replace(/ at byte \d+$/, "");
  return new ModelError("forbidden", `${what}: refused without running it${place}`, {
    cause: error,
  });
}

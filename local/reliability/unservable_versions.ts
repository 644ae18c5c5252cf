import type { PublishOptions } from "@mlops/testing/publish_files";

/** A version such as registries hold that no service can serve. */
export interface UnservableVersion {
  /** What is wrong with it. */
  readonly what: string;
  /** Its files. */
  readonly files: readonly (readonly [path: string, content: Uint8Array | string])[];
  /** How it is registered. */
  readonly options?: PublishOptions;
  /** What the refusal must say. */
  readonly detail: RegExp;
}

/** A pickle that would run a program, were it run. */
const HOSTILE_PICKLE = Uint8Array.from(
  "\x80\x02cposix\nsystem\nX\x0b\0\0\0touch pwned\x85R.",
  (character) => character.charCodeAt(0),
);

const mlModel = (flavors: string) =>
  `artifact_path: model\nflavors:\n${flavors}mlflow_version: 2.17.2\nrun_id: null\n`;

/** `MLmodel` of a flavor, as `log_model` of MLflow 2.17.2 writes the keys that name its file. */
const flavor = (name: string, key: string, file: string) =>
  mlModel(
    `  ${name}:\n    ${key}: ${file}\n  python_function:\n    loader_module: mlflow.${name}\n`,
  );

/**
 * Lists versions of every kind that registries hold and that are not to be served: flavors without a
 * file that can be read, files that are gone, and places where no file may be fetched from.
 *
 * @returns The versions.
 */
export function unservableVersions(): UnservableVersion[] {
  return [
    {
      what: "sklearn, a hostile pickle",
      files: [
        ["MLmodel", flavor("sklearn", "pickled_model", "model.pkl")],
        ["model.pkl", HOSTILE_PICKLE],
      ],
      detail: /posix\.system/,
    },
    {
      what: "xgboost, no model",
      files: [["MLmodel", flavor("xgboost", "data", "model.xgb")], ["model.xgb", "no booster"]],
      detail: /xgboost|model\.xgb|XGBoost/,
    },
    {
      what: "lightgbm, no model",
      files: [["MLmodel", flavor("lightgbm", "data", "model.lgb")], ["model.lgb", "no booster"]],
      detail: /lightgbm|model\.lgb|LightGBM/,
    },
    {
      what: "pyfunc alone",
      files: [
        ["MLmodel", mlModel("  python_function:\n    loader_module: mlflow.pyfunc.model\n")],
        ["python_model.pkl", HOSTILE_PICKLE],
      ],
      detail: /its flavor is python_function/,
    },
    {
      what: "onnx without its file",
      files: [["MLmodel", flavor("onnx", "data", "model.onnx")]],
      detail: /"model\.onnx" is not/,
    },
    {
      what: "no MLmodel",
      files: [["model.onnx", "no model"]],
      detail: /"MLmodel" is not/,
    },
    { what: "an empty folder", files: [], detail: /"MLmodel" is not/ },
    {
      what: "a deleted run, its files gone",
      files: [],
      options: { isRunDeleted: true },
      detail: /"MLmodel" is not; its run was deleted/,
    },
    {
      what: "a source on another server",
      files: [],
      options: { source: "mlflow-artifacts://registry.example:5000/1/abc/artifacts/model" },
      detail: /lie on "registry\.example:5000"/,
    },
    {
      what: "a source in a bucket",
      files: [],
      options: { source: "s3://bucket/1/abc/artifacts/model" },
      detail: /lie at "s3:\/\/bucket/,
    },
    {
      what: "MLmodel that is no YAML",
      files: [["MLmodel", "flavors: [\n"], ["model.onnx", "no model"]],
      detail: /MLmodel must be readable/,
    },
  ];
}

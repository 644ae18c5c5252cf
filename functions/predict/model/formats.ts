/**
 * The formats that models come in: which flavor of MLflow names them, which file holds the model, and
 * what reads it. A reader is loaded with the first model that needs it, so that a cold start loads
 * nothing else; only ONNX, which the trainer of this project writes, is there from the start.
 *
 * @module
 */
import type { MlModel } from "@mlops/mlflow";
import { type Model, ModelError } from "@mlops/model";
import { externalFiles } from "@mlops/onnx";
import type { OnnxOptions } from "../engines/onnx_options.ts";
import { readOnnx } from "../engines/read_onnx.ts";
import { RefusedModelError } from "./refused_model_error.ts";

/** What is known of a model beside its files. */
export interface ReadOptions extends Omit<OnnxOptions, "externalData" | "wasmDirectory"> {
  /** The flavor's settings in `MLmodel`. */
  readonly settings: Readonly<Record<string, unknown>>;
}

/** Files by their path in the model's folder. */
export type FilesByPath = ReadonlyMap<string, Uint8Array<ArrayBuffer>>;

/** A format that models come in. */
export interface ModelFormat {
  /** Key of the flavor in `MLmodel`. */
  readonly flavor: string;
  /** Key of the flavor's setting that names the file. */
  readonly fileKey: string;
  /** The file's name if no setting names it. */
  readonly usualFile: string;
  /** Lists further files that the model needs. */
  readonly filesBeside?: (bytes: Uint8Array) => readonly string[];
  /**
   * Reads the model.
   *
   * @throws {ModelError} If it cannot be served.
   */
  readonly read: (
    bytes: Uint8Array<ArrayBuffer>,
    options: ReadOptions,
    beside: FilesByPath,
  ) => Promise<Model>;
}

/** In the order in which they are looked for. */
const FORMATS: readonly ModelFormat[] = [
  {
    flavor: "xgboost",
    fileKey: "data",
    usualFile: "model.xgb",
    async read(bytes, { settings, featureNames, classes }) {
      const { readXgboost } = await import("@mlops/xgboost");
      const modelClass = textOf(settings["model_class"]);
      return readXgboost(bytes, { ...known({ modelClass, featureNames, classes }) });
    },
  },
  {
    flavor: "lightgbm",
    fileKey: "data",
    usualFile: "model.lgb",
    async read(bytes, { settings, featureNames, classes }) {
      const { readLightgbm } = await import("@mlops/lightgbm");
      requireText(bytes);
      const modelClass = textOf(settings["model_class"]);
      return readLightgbm(bytes, { ...known({ modelClass, featureNames, classes }) });
    },
  },
  {
    flavor: "onnx",
    fileKey: "data",
    usualFile: "model.onnx",
    filesBeside: externalFiles,
    read: (bytes, { settings: _, ...options }, beside) =>
      readOnnx(bytes, beside.size === 0 ? options : { ...options, externalData: beside }),
  },
];

/** A model's format, and where its file lies. */
export interface ChosenFormat {
  /** The format. */
  readonly format: ModelFormat;
  /** Path of the model's file in its folder. */
  readonly file: string;
  /** The flavor's settings. */
  readonly settings: Readonly<Record<string, unknown>>;
}

/**
 * Chooses the format that a model is read by: the first of its flavors that can be.
 *
 * @param mlModel The model's description.
 * @param title Name and version, for the message.
 * @returns The format.
 * @throws {RefusedModelError} If it has no such flavor; the message says what it has, and the way out.
 */
export function chooseFormat(mlModel: MlModel, title: string): ChosenFormat {
  for (const format of FORMATS) {
    const settings = mlModel.flavors[format.flavor];
    if (settings === undefined) continue;
    return { format, file: textOf(settings[format.fileKey]) ?? format.usualFile, settings };
  }
  const served = FORMATS.map(({ flavor }) => flavor).join(", ");
  const flavors = Object.keys(mlModel.flavors).join(", ") || "none";
  throw new RefusedModelError(
    "flavor",
    `Cannot serve ${title} as it must have a flavor of ${served}: its flavor is ${flavors} ` +
      "(log it with one of those, e.g. convert it with skl2onnx and mlflow.onnx.log_model)",
  );
}

function textOf(setting: unknown): string | undefined {
  return typeof setting === "string" ? setting : undefined;
}

/** Leaves out what is not known, as exact optional properties ask. */
function known<T extends Readonly<Record<string, unknown>>>(
  options: T,
): { [K in keyof T]?: Exclude<T[K], undefined> } {
  const entries = Object.entries(options).filter(([, value]) => value !== undefined);
  return Object.fromEntries(entries) as { [K in keyof T]?: Exclude<T[K], undefined> };
}

function requireText(bytes: Uint8Array): void {
  const isPickle = bytes[0] === 0x80;
  if (!isPickle) return;
  throw new ModelError(
    "unsupported",
    "a pickled wrapper of LightGBM is not read yet (log its booster_ with mlflow.lightgbm.log_model)",
  );
}

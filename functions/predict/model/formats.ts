/**
 * The formats that models come in: which flavor of MLflow names them, which file holds the model, and
 * what reads it. A reader is loaded with the first model that needs it, so that a cold start loads
 * nothing else; only ONNX, which the trainer of this project writes, is there from the start.
 *
 * @module
 */
import type { MlModel } from "@mlops/mlflow";
import type { Model } from "@mlops/model";
import { externalFiles } from "@mlops/onnx";
import type { OnnxOptions } from "../engines/onnx_options.ts";
import { readOnnx } from "../engines/read_onnx.ts";
import { RefusedModelError } from "./refused_model_error.ts";

/** What is known of a model beside its files. */
export interface ReadOptions extends Omit<OnnxOptions, "externalData" | "wasmDirectory"> {
  /** The flavor's settings in `MLmodel`. */
  readonly settings: Readonly<Record<string, unknown>>;
  /** Names of the columns that the signature says are text. */
  readonly textFeatures?: ReadonlySet<string>;
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
    flavor: "sklearn",
    fileKey: "pickled_model",
    usualFile: "model.pkl",
    read: readPickled,
  },
  {
    flavor: "xgboost",
    fileKey: "data",
    usualFile: "model.xgb",
    async read(bytes, { settings, featureNames, classes }) {
      const { readXgboost } = await import("@mlops/xgboost");
      const modelClass = textOf(settings["model_class"]);
      return readXgboost(bytes, known({ modelClass, featureNames, classes }));
    },
  },
  {
    flavor: "lightgbm",
    fileKey: "data",
    usualFile: "model.lgb",
    async read(bytes, options) {
      // A wrapper is pickled, or skops' ZIP; a Booster is text.
      if (bytes[0] === 0x80 || bytes[0] === 0x50) return await readPickled(bytes, options);
      const { settings, featureNames, classes } = options;
      const { readLightgbm } = await import("@mlops/lightgbm");
      const modelClass = textOf(settings["model_class"]);
      return readLightgbm(bytes, known({ modelClass, featureNames, classes }));
    },
  },
  {
    flavor: "catboost",
    fileKey: "data",
    usualFile: "model.cb",
    async read(bytes, { featureNames, classes }) {
      const { readCatboost } = await import("@mlops/catboost");
      return readCatboost(bytes, known({ featureNames, classes }));
    },
  },
  {
    flavor: "onnx",
    fileKey: "data",
    usualFile: "model.onnx",
    filesBeside: externalFiles,
    read: (bytes, { settings: _, textFeatures: __, ...options }, beside) =>
      readOnnx(bytes, beside.size === 0 ? options : { ...options, externalData: beside }),
  },
];

async function readPickled(
  bytes: Uint8Array,
  { featureNames, textFeatures }: ReadOptions,
): Promise<Model> {
  const { readSklearn } = await import("@mlops/sklearn");
  return readSklearn(bytes, known({ featureNames, textFeatures }));
}

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
export function chooseFormat(mlModel: Pick<MlModel, "flavors">, title: string): ChosenFormat {
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

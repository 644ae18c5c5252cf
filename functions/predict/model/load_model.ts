import type { ModelMetadata } from "@mlops/mlflow";
import { type Model, ModelError } from "@mlops/model";
import type { PublicKey } from "@mlops/signing";
import { recognizeTask } from "./recognize_task.ts";
import { RowReader } from "../rows/row_reader.ts";
import { answerFormat } from "./answer_format.ts";
import { checkSignature } from "./check_signature.ts";
import { checkGoldenRows } from "./check_golden_rows.ts";
import { chooseFormat, type ChosenFormat, type ReadOptions } from "./formats.ts";
import { invocationFormat } from "./invocation_format.ts";
import { type ModelFiles, type ModelReference, titleOf } from "./model_registry.ts";
import { type NamedFeature, nameFeature, nameFeatures, narrowedType } from "./name_features.ts";
import { RefusedModelError } from "./refused_model_error.ts";
import type { ServedFeature, ServedModel } from "./served_model.ts";
import type { VersionDescription } from "./version_description.ts";

/** How models are loaded. */
export interface LoadOptions {
  /** What scores. */
  readonly engine: ReadOptions["engine"];
  /** Opens graphs that are none of our own formats; default: in this thread. */
  readonly openGraph?: ReadOptions["openGraph"];
  /** Whether a version without a sha256 tag is refused. */
  readonly isDigestRequired: boolean;
  /** Keys that versions must be signed with; with none, no signature is asked for. */
  readonly trustedKeys: readonly PublicKey[];
  /** The present, in ms since 1970. */
  readonly now: () => number;
  /** Told of each step of the first load that is done. */
  readonly onPhase?: (phase: "verification" | "firstScore") => void;
}

/** Names stand in answers, messages and the log's rows, over and over. */
const MAX_NAME_LENGTH = 1_000;

/**
 * Makes a version's files into a model that may be served: checks signature and digest before anything is
 * parsed, then the flavor, the model, the features, and that it scores the golden rows as the trainer
 * did.
 *
 * @param reference What the registry says of the version.
 * @param options How it is loaded.
 * @returns The model, which has scored a row once.
 * @throws {RefusedModelError} If it fails a check.
 */
export async function loadModel(
  reference: ModelReference,
  files: ModelFiles,
  options: LoadOptions,
): Promise<ServedModel> {
  const title = titleOf(reference);
  requireHeaderText(reference.version, title);
  await checkSignature({ reference, files, title }, options.trustedKeys);
  const isVerified = checkDigest(reference, files, options.isDigestRequired, title);
  const description = await files.mlModel.read(title);
  const { metadata } = description;
  const chosen = chooseFormat(description, title);
  const named = nameFeatures(description);
  const scorer = await read(files, chosen, {
    title,
    options: {
      ...readOptions(description, { chosen, named, engine: options.engine }),
      ...options.openGraph && { openGraph: options.openGraph },
    },
  });
  try {
    const recognized = metadata.features.length === 0 ? recognizeTask(scorer) : null;
    const features = describeFeatures(
      scorer,
      recognized?.columns.map((known) => ({ ...nameFeature(known.name), ...known })) ?? named,
      title,
    );
    requireClasses(scorer, metadata, title);
    options.onPhase?.("verification");
    const rows = new RowReader(features, { mayOmitMissing: metadata.schemaVersion === 2 });
    await checkGoldenRows({ model: scorer, rows }, metadata.goldenRows ?? [], title);
    options.onPhase?.("firstScore");
    const task = metadata.task ?? recognized?.name ?? null;
    const sizes = Array.from(files.files.values(), ({ length }) => length);
    const isOneOnnx = chosen.format.flavor === "onnx" && sizes.length === 1;
    return {
      ...reference,
      sha256: files.sha256,
      isVerified,
      flavor: chosen.format.flavor,
      onnx: isOneOnnx ? files.files.get(files.main) ?? null : null,
      sizeBytes: sizes.reduce((sum, size) => sum + size, 0),
      scorer,
      invocation: invocationFormat(description, chosen.format.flavor, scorer),
      task,
      features,
      hasNotes: metadata.schemaVersion === 2,
      rows,
      ...metadata.target && { target: metadata.target },
      format: answerFormat(task, scorer, metadata.target?.residuals),
      origin: {
        trainedAt: metadata.trainedAt ?? toIso(description.utcTimeCreated),
        dataset: metadata.dataset ?? null,
        probabilityQuantiles: metadata.probabilityQuantiles ?? null,
      },
      loadedAtMs: options.now(),
      metrics: null,
      holders: 0,
    };
  } catch (error) {
    await scorer.dispose();
    throw error;
  }
}

/** The version stands in a header of every answer, and in labels, logs and paths. */
function requireHeaderText(version: string, title: string): void {
  if (/^[\w.-]{1,128}$/.test(version)) return;
  throw new RefusedModelError(
    "version",
    `Cannot serve ${title} as a version must have 1 to 128 letters, digits, dots and dashes of ASCII`,
  );
}

function checkDigest(
  reference: ModelReference,
  files: ModelFiles,
  isRequired: boolean,
  title: string,
): boolean {
  const wanted = reference.tags["sha256"];
  if (wanted === undefined) {
    if (!isRequired) return false;
    throw new RefusedModelError(
      "digest_missing",
      `Cannot serve ${title} as MODEL_REQUIRE_DIGEST asks for the version tag sha256: there is none`,
    );
  }
  if (wanted.toLowerCase() === files.sha256) return true;
  throw new RefusedModelError(
    "digest_mismatch",
    `Cannot serve ${title} as its file must have the SHA-256 of its tag: has ${files.sha256}`,
  );
}

function readOptions(
  { signature, metadata }: VersionDescription,
  { chosen, named, engine }: {
    chosen: ChosenFormat;
    named: readonly NamedFeature[];
    engine: LoadOptions["engine"];
  },
): ReadOptions {
  const inputs = signature?.inputs ?? [];
  const width = inputs.length === 1 ? inputs[0]!.shape?.[1] ?? -1 : -1;
  const ranges = named.flatMap(({ name, min, max }) =>
    min === null || max === null ? [] : [[name, [min, max]] as const]
  );
  return {
    engine,
    settings: chosen.settings,
    ...named.length > 0 && { featureNames: named.map(({ name }) => name) },
    ...metadata.classes.length > 0 && { classes: metadata.classes },
    ...width > 0 && { width },
    textFeatures: new Set(
      inputs.flatMap(({ name, type }) =>
        (type === "string" || type === "datetime") && name !== null ? [name] : []
      ),
    ),
    nullableColumns: new Set(
      inputs.flatMap(({ isRequired }, i) => isRequired === false ? [i] : []),
    ),
    ranges: new Map(ranges),
  };
}

async function read(
  { files, main }: ModelFiles,
  { format }: ChosenFormat,
  { title, options }: { title: string; options: ReadOptions },
): Promise<Model> {
  const bytes = files.get(main);
  if (bytes === undefined) throw new RangeError(`Cannot read ${title} as "${main}" must be there`);
  const folder = main.slice(0, main.lastIndexOf("/") + 1);
  const beside = [...files].filter(([path]) => path !== main);
  const below = beside.map(([path, content]) => [path.slice(folder.length), content] as const);
  const { featureNames, ...unnamed } = options;
  try {
    return await format.read(bytes, options, new Map(below));
  } catch (cause) {
    if (!(cause instanceof ModelError)) throw cause;
    // Names that do not fit are told as such, by whoever compares them.
    if (featureNames !== undefined && cause.reason !== "forbidden") {
      const model = await format.read(bytes, unnamed, new Map(below)).catch(() => null);
      if (model !== null && model.features.length !== featureNames.length) return model;
      await model?.dispose();
    }
    const message =
      `Cannot serve ${title} as its ${format.flavor} model is refused: ${cause.message}`;
    throw new RefusedModelError("model_file", message, { cause });
  }
}

function describeFeatures(
  scorer: Model,
  named: readonly NamedFeature[],
  title: string,
): ServedFeature[] {
  const refuse = (fault: string) => {
    throw new RefusedModelError("features", `Cannot serve ${title} as ${fault}`);
  };
  const { features } = scorer;
  if (named.length > 0 && named.length !== features.length) {
    refuse(
      `its graph must take the features that it names: takes ${features.length}, names ${named.length}`,
    );
  }
  // A file in whose order the columns are, and a signature in another, are told apart by the names.
  const byName = new Map(named.map((known) => [known.name, known]));
  const isByName = features.every(({ name }) => byName.has(name));
  const described = features.map((feature, column) => {
    const { name, label, unit, min, max, step, default: usual, ...known } =
      (isByName ? byName.get(feature.name) : named[column]) ?? nameFeature(feature.name);
    const { quantiles, histogram, share, missingShare } = known;
    const counts = share === undefined ? known.counts : [1 - share, share];
    return {
      name,
      label,
      unit,
      min,
      max,
      step,
      default: usual,
      quantiles,
      histogram,
      ...counts && { counts },
      ...missingShare !== undefined && { missingShare },
      type: narrowedType(feature, known),
      // A graph of ONNX Runtime does not tell the words that its encoder knows.
      categories: feature.categories ?? (feature.type === "bytes" ? known.categories : null) ??
        null,
      mustBeKnown: known.mustBeKnown ?? feature.mustBeKnown,
      isNullable: known.optional ?? feature.isNullable,
      mayBeInfinite: feature.mayBeInfinite,
      ...known.isDate === true && { isDate: true },
      ...known.missingWords !== undefined && { missingWords: known.missingWords },
      ...feature.isUnused === true && { isUnused: true },
    };
  });
  const long = described.find(({ name }) => name.length > MAX_NAME_LENGTH);
  if (long !== undefined) {
    refuse(
      `a feature's name must have at most ${MAX_NAME_LENGTH} characters: one begins with ` +
        JSON.stringify(long.name.slice(0, 40)),
    );
  }
  if (new Set(described.map(({ name }) => name)).size !== described.length) {
    refuse("its features must have different names");
  }
  return described;
}

function requireClasses({ classes }: Model, metadata: ModelMetadata, title: string): void {
  const wanted = metadata.classes;
  if (wanted.length === 0 || `${wanted}` === `${classes}`) return;
  throw new RefusedModelError(
    "features",
    `Cannot serve ${title} as its graph must have the classes ${wanted}: has ${classes}`,
  );
}

/** MLflow writes UTC without saying so, e.g. `2026-11-23 15:55:46.866588`. */
function toIso(utcTimeCreated: string): string | null {
  const time = Date.parse(`${utcTimeCreated.replace(" ", "T")}Z`);
  return Number.isNaN(time) ? null : new Date(time).toISOString();
}

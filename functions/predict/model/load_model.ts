import { type MlModel, type ModelMetadata, parseModelMetadata } from "@mlops/mlflow";
import { OnnxError } from "@mlops/onnx";
import { answerFormat } from "./answer_format.ts";
import type { Classifier, ClassifierOptions } from "../engines/classifier.ts";
import { loadClassifier } from "../engines/load_classifier.ts";
import { UnsupportedModelError } from "../engines/unsupported_model_error.ts";
import type { ModelFiles, ModelReference } from "./model_registry.ts";
import { readMlModel, requireOnnxFlavor, unreadable } from "./read_ml_model.ts";
import { RefusedModelError } from "./refused_model_error.ts";
import { RowReader } from "../rows/row_reader.ts";
import type { ServedFeature, ServedModel } from "./served_model.ts";

/** How models are loaded. */
export interface LoadOptions {
  /** What scores. */
  readonly engine: ClassifierOptions["engine"];
  /** Whether a version without a sha256 tag is refused. */
  readonly isDigestRequired: boolean;
  /** The present, in ms since 1970. */
  readonly now: () => number;
  /** Told of each step of the first load that is done. */
  readonly onPhase?: (phase: "verification" | "firstScore") => void;
}

/**
 * Makes a version's files into a model that may be served: checks the digest before anything is
 * parsed, then the flavor, the graph, the features, and that it scores the golden rows as the trainer
 * did.
 *
 * @param reference What the registry says of the version.
 * @param files Its files.
 * @param options How it is loaded.
 * @returns The model, which has scored a row once.
 * @throws {RefusedModelError} If it fails a check.
 */
export async function loadModel(
  reference: ModelReference,
  files: ModelFiles,
  options: LoadOptions,
): Promise<ServedModel> {
  const title = `"${reference.name}" version ${reference.version}`;
  const isVerified = checkDigest(reference, files, options.isDigestRequired, title);
  const mlModel = await readMlModel(files.mlModel, title);
  requireOnnxFlavor(mlModel, title);
  const metadata = readMetadata(mlModel, title);
  const named = nameFeatures(metadata, mlModel);
  const classifier = await load(files.onnx, title, {
    engine: options.engine,
    ...named.length > 0 ? { featureNames: named.map(({ name }) => name) } : {},
    ...metadata.classes.length > 0 ? { classes: metadata.classes } : {},
  });
  try {
    const features = named.length > 0
      ? named
      : Array.from({ length: classifier.nFeatures }, (_, index) => feature(`input_${index}`));
    requireMatch(classifier, features, metadata, title);
    options.onPhase?.("verification");
    await checkGoldenRows(classifier, metadata, title);
    options.onPhase?.("firstScore");
    const task = metadata.task ?? null;
    return {
      reference,
      name: reference.name,
      version: reference.version,
      sha256: files.sha256,
      isVerified,
      onnx: files.onnx,
      classifier,
      task,
      features,
      rows: new RowReader(features.map(({ name }) => name)),
      format: answerFormat(task, classifier.classes),
      origin: {
        trainedAt: metadata.trainedAt ?? toIso(mlModel.utcTimeCreated),
        dataset: metadata.dataset ?? null,
        probabilityQuantiles: metadata.probabilityQuantiles ?? null,
      },
      loadedAtMs: options.now(),
      metrics: null,
      holders: 0,
    };
  } catch (error) {
    await classifier.dispose();
    throw error;
  }
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

function readMetadata(mlModel: MlModel, title: string): ModelMetadata {
  try {
    return parseModelMetadata(mlModel.metadata);
  } catch (cause) {
    throw unreadable(cause, title);
  }
}

async function load(
  bytes: Uint8Array,
  title: string,
  options: ClassifierOptions,
): Promise<Classifier> {
  try {
    return await loadClassifier(bytes, options);
  } catch (cause) {
    if (!(cause instanceof OnnxError || cause instanceof UnsupportedModelError)) throw cause;
    const message = `Cannot serve ${title} as its graph must be a classifier: ${cause.message}`;
    throw new RefusedModelError("graph", message, { cause });
  }
}

/** Finds the features' names: the trainer's metadata, else the columns of the signature. */
function nameFeatures(metadata: ModelMetadata, mlModel: MlModel): ServedFeature[] {
  if (metadata.features.length > 0) {
    return metadata.features.map((known) => ({ ...feature(known.name), ...known }));
  }
  const columns = mlModel.signature?.inputs ?? [];
  const names = columns.map(({ name, dtype }) => dtype === null ? name : null);
  return names.every((name) => name !== null) ? names.map(feature) : [];
}

function feature(name: string): ServedFeature {
  const unknown = { min: null, max: null, step: null, default: null };
  return { name, label: name, unit: "", ...unknown, quantiles: null, histogram: null };
}

function requireMatch(
  classifier: Classifier,
  features: readonly ServedFeature[],
  metadata: ModelMetadata,
  title: string,
): void {
  const refuse = (fault: string) => {
    throw new RefusedModelError("features", `Cannot serve ${title} as ${fault}`);
  };
  if (features.length !== classifier.nFeatures) {
    refuse(
      `its graph must take the features that it names: takes ${classifier.nFeatures}, names ${features.length}`,
    );
  }
  if (new Set(features.map(({ name }) => name)).size !== features.length) {
    refuse("its features must have different names");
  }
  const { classes } = metadata;
  if (classes.length > 0 && `${classes}` !== `${classifier.classes}`) {
    refuse(`its graph must have the classes ${classes}: has ${classifier.classes}`);
  }
}

async function checkGoldenRows(
  classifier: Classifier,
  metadata: ModelMetadata,
  title: string,
): Promise<void> {
  const golden = metadata.goldenRows ?? [];
  if (golden.some(({ features }) => features.length !== classifier.nFeatures)) {
    throw new RefusedModelError(
      "golden_rows",
      `Cannot serve ${title} as its golden rows must have ${classifier.nFeatures} features`,
    );
  }
  // Without golden rows the model scores zeros, so that no client waits for the first score.
  const rows = golden.length > 0
    ? Float32Array.from(golden.flatMap(({ features }) => features))
    : new Float32Array(classifier.nFeatures);
  const scores = await classifier.predictProba(rows);
  const nClasses = classifier.classes.length;
  golden.forEach(({ probabilities }, row) => {
    const scored = scores.subarray(row * nClasses, (row + 1) * nClasses);
    const isEqual = probabilities.length === nClasses &&
      probabilities.every((wanted, index) =>
        Math.abs(wanted - scored[index]!) <= classifier.rounding
      );
    if (isEqual) return;
    throw new RefusedModelError(
      "golden_rows",
      `Cannot serve ${title} as it must score golden row ${row} as the trainer did, [${probabilities}]: scores [${
        scored.join(",")
      }]`,
    );
  });
}

/** MLflow writes UTC without saying so, e.g. `2026-11-23 15:55:46.866588`. */
function toIso(utcTimeCreated: string): string | null {
  const time = Date.parse(`${utcTimeCreated.replace(" ", "T")}Z`);
  return Number.isNaN(time) ? null : new Date(time).toISOString();
}

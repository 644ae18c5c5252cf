import { type DecodedForest, decodeForest, OnnxError } from "@mlops/onnx";
import type { Classifier, ClassifierOptions } from "./classifier.ts";
import { ForestClassifier } from "./forest_classifier.ts";
import { OnnxruntimeClassifier } from "./onnxruntime_classifier.ts";
import { UnsupportedModelError } from "./unsupported_model_error.ts";

/**
 * Loads an ONNX classifier with the engine that suits it: random forests go to the scorer of
 * `@mlops/forest`, all else to ONNX Runtime, whose code and WebAssembly are loaded only then.
 *
 * A file that is a damaged forest is refused whichever engine is asked for: ONNX Runtime would score
 * it wrongly without a word.
 *
 * @param bytes The model file; it is not kept.
 * @param options How it is to be loaded.
 * @returns The classifier, which has scored a row once.
 * @throws {OnnxError} If the bytes are damaged.
 * @throws {UnsupportedModelError} If the engine cannot score this kind of model.
 */
export async function loadClassifier(
  bytes: Uint8Array,
  options: ClassifierOptions,
): Promise<Classifier> {
  const forest = tryForest(bytes);
  if (options.engine !== "onnxruntime" && !(forest instanceof OnnxError)) {
    return new ForestClassifier(forest);
  }
  if (options.engine === "forest") {
    throw new UnsupportedModelError(
      `Cannot load model as MODEL_ENGINE "forest" takes random forests only: ${forest}`,
      { cause: forest },
    );
  }
  const nTrees = forest instanceof OnnxError ? 0 : forest.roots.length;
  return await OnnxruntimeClassifier.load(bytes, { ...options, nTrees });
}

function tryForest(bytes: Uint8Array): DecodedForest | OnnxError {
  try {
    return decodeForest(bytes);
  } catch (error) {
    if (error instanceof OnnxError && error.reason === "unsupported") return error;
    throw error;
  }
}

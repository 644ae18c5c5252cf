import { type Model, ModelError } from "@mlops/model";
import { type DecodedForest, decodeForest, OnnxError } from "@mlops/onnx";
import { ForestModel } from "./forest_model.ts";
import type { OnnxOptions } from "./onnx_options.ts";

/**
 * Loads an ONNX model with the engine that suits it: random forests go to the scorer of
 * `@mlops/forest`, all else to ONNX Runtime, whose code and WebAssembly are loaded only then.
 *
 * A file that is a damaged forest is refused whichever engine is asked for: ONNX Runtime would score
 * it wrongly without a word.
 *
 * @param bytes The model file; it is not kept.
 * @param options How it is to be loaded.
 * @returns The model.
 * @throws {ModelError} If the bytes are damaged, or the engine cannot score this kind of model.
 */
export async function readOnnx(bytes: Uint8Array, options: OnnxOptions): Promise<Model> {
  try {
    const forest = tryForest(bytes);
    if (options.engine !== "onnxruntime" && !(forest instanceof OnnxError)) {
      return new ForestModel(forest, options.featureNames);
    }
    if (options.engine === "native" && forest instanceof OnnxError) {
      throw new ModelError(
        "unsupported",
        `MODEL_ENGINE "native" takes random forests only (set it to "auto"): ${plainly(forest)}`,
        { cause: forest },
      );
    }
    const nTrees = forest instanceof OnnxError ? 0 : forest.roots.length;
    const { loadOnnxruntimeModel } = await import("./load_onnxruntime_model.ts");
    return await loadOnnxruntimeModel(bytes, { ...options, nTrees });
  } catch (cause) {
    if (!(cause instanceof OnnxError)) throw cause;
    throw new ModelError(cause.reason, plainly(cause), { cause });
  }
}

/** What is wrong, without saying again that it cannot be read. */
function plainly({ message }: OnnxError): string {
  return message.replace(/^Cannot read ONNX model as /, "");
}

function tryForest(bytes: Uint8Array): DecodedForest | OnnxError {
  try {
    return decodeForest(bytes);
  } catch (error) {
    if (error instanceof OnnxError && error.reason === "unsupported") return error;
    throw error;
  }
}

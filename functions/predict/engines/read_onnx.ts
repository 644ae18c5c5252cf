import { type Model, ModelError } from "@mlops/model";
import { OnnxError, readTreeModel } from "@mlops/onnx";
import type { EnsembleModel } from "@mlops/trees";
import type { GraphOpener, OnnxOptions } from "./onnx_options.ts";

/**
 * Loads an ONNX model with the engine that suits it: ensembles of trees go to the scorer of
 * `@mlops/trees`, all else to ONNX Runtime, whose code and WebAssembly are loaded only then.
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
    const trees = tryTrees(bytes, options);
    if (options.engine !== "onnxruntime" && !(trees instanceof OnnxError)) return trees;
    if (options.engine === "native" && trees instanceof OnnxError) {
      throw new ModelError(
        "unsupported",
        `MODEL_ENGINE "native" takes ensembles of trees only (set it to "auto"): ${plainly(trees)}`,
        { cause: trees },
      );
    }
    const nTrees = trees instanceof OnnxError ? 0 : trees.ensemble.roots.length;
    const { openGraph = openHere, engine: _, ...rest } = options;
    return await openGraph(bytes, { ...rest, nTrees });
  } catch (cause) {
    if (!(cause instanceof OnnxError)) throw cause;
    throw new ModelError(cause.reason, plainly(cause), { cause });
  }
}

/** Opens a graph in this thread. */
const openHere: GraphOpener = async (bytes, options) => {
  const { loadOnnxruntimeModel } = await import("./load_onnxruntime_model.ts");
  return await loadOnnxruntimeModel(bytes, options);
};

/** What is wrong, without saying again that it cannot be read. */
function plainly({ message }: OnnxError): string {
  return message.replace(/^Cannot read ONNX model as /, "");
}

function tryTrees(
  bytes: Uint8Array,
  { featureNames, classes }: OnnxOptions,
): EnsembleModel | OnnxError {
  try {
    return readTreeModel(bytes, {
      ...featureNames && { featureNames },
      ...classes && { classes },
    });
  } catch (error) {
    if (error instanceof OnnxError && error.reason === "unsupported") return error;
    throw error;
  }
}

import { describeModel, removeZipMaps } from "@mlops/onnx";
import { chooseClasses } from "./choose_classes.ts";
import { type Classifier, type ClassifierOptions, EXACT_ENOUGH } from "./classifier.ts";
import { countRows } from "./count_rows.ts";
import { findProbabilities } from "./find_probabilities.ts";
import { OnnxruntimeSession } from "./onnxruntime_session.ts";
import { type ModelInputs, planInputs } from "./plan_inputs.ts";
import { toTensors } from "./to_tensors.ts";
import { UnsupportedModelError } from "./unsupported_model_error.ts";

/** Scores any ONNX classifier with ONNX Runtime, one batch at a time. */
export class OnnxruntimeClassifier implements Classifier {
  /** Engine that scores. */
  readonly engine = "onnxruntime";
  /** Class labels in the order of the probabilities, shape `[nClasses]`. */
  readonly classes: readonly (number | string)[];
  /** Always `null`: ONNX Runtime shows nothing of a model's inside. */
  readonly ensemble = null;
  /** Most by which rounding may move a probability. */
  readonly rounding: number;
  readonly #graph: Graph;

  private constructor(graph: Graph, classes: readonly (number | string)[], nTrees: number) {
    this.#graph = graph;
    this.classes = classes;
    this.rounding = Math.max(EXACT_ENOUGH, sumRounding(nTrees));
  }

  /**
   * Loads a model and scores a row of zeros with it, which shows how many classes it has and that
   * ONNX Runtime knows every operator. ZipMap nodes, which skl2onnx adds unless told otherwise, are
   * left out: they turn the tensor of probabilities into a list of dictionaries.
   *
   * @param bytes The model file.
   * @param options How it is to be loaded; `nTrees` of a forest that averages its trees, else 0.
   * @returns The classifier.
   * @throws {OnnxError} If the bytes are no ONNX model.
   * @throws {UnsupportedModelError} If the graph does not lead from rows of numbers to a tensor of
   * probabilities, or ONNX Runtime refuses it.
   */
  static async load(
    bytes: Uint8Array,
    options: Omit<ClassifierOptions, "engine"> & { nTrees?: number } = {},
  ): Promise<OnnxruntimeClassifier> {
    const tensorsOnly = removeZipMaps(bytes);
    const model = describeModel(tensorsOnly);
    const inputs = planInputs(model, options.featureNames);
    const outputName = findProbabilities(model);
    const session = await refusing(OnnxruntimeSession.open(tensorsOnly, options.wasmDirectory));
    const graph = { session, inputs, outputName };
    try {
      const { length } = await refusing(score(graph, new Float32Array(inputs.nFeatures)));
      const classes = chooseClasses(length, model.classLabels, options.classes);
      return new OnnxruntimeClassifier(graph, classes, options.nTrees ?? 0);
    } catch (error) {
      await session.release();
      throw error;
    }
  }

  /** Numbers that a row has. */
  get nFeatures(): number {
    return this.#graph.inputs.nFeatures;
  }

  /**
   * Scores rows. ONNX Runtime's WebAssembly build computes in the caller's thread.
   *
   * @param rows Features, row-major `[nRows, nFeatures]`; copied before this returns.
   * @returns Probabilities, row-major `[nRows, nClasses]`.
   * @throws {RangeError} If `rows` does not hold whole rows, or a fraction where the model takes integers.
   */
  async predictProba(rows: Float32Array): Promise<Float64Array> {
    const { inputs } = this.#graph;
    const nRows = countRows(rows, inputs.nFeatures);
    if (inputs.batchSize === null) return await score(this.#graph, rows);
    const probabilities = new Float64Array(nRows * this.classes.length);
    const copy = rows.slice();
    for (let row = 0; row < nRows; row += 1) {
      const one = copy.subarray(row * inputs.nFeatures, (row + 1) * inputs.nFeatures);
      probabilities.set(await score(this.#graph, one), row * this.classes.length);
    }
    return probabilities;
  }

  /** Frees the model once the calls in flight have answered. */
  dispose(): Promise<void> {
    return this.#graph.session.release();
  }
}

/**
 * Bounds the rounding of a forest's probability that is summed in 32 bits, in whatever order.
 *
 * Each of n leaf weights is rounded once to float32 and their sum n - 1 times more; each rounding moves
 * its result by at most 2^-24 of it, and as weights are not negative no partial sum passes the whole,
 * which is at most 1: Higham, "Accuracy and Stability of Numerical Algorithms" (2002), section 4.2,
 * (4.4). With two classes the other one is 1 minus this, rounded once more.
 *
 * @param nTrees Number of trees.
 * @returns E.g. 6e-6 for 100 trees, 3e-5 for 500.
 */
export function sumRounding(nTrees: number): number {
  const roundings = (nTrees + 1) * 2 ** -24;
  return roundings / (1 - roundings);
}

/** An open model with what its rows and probabilities are called. */
interface Graph {
  readonly session: OnnxruntimeSession;
  readonly inputs: ModelInputs;
  readonly outputName: string;
}

async function score({ session, inputs, outputName }: Graph, rows: Float32Array) {
  const { data } = await session.run(toTensors(rows, inputs, session), outputName);
  return Float64Array.from(data as Float32Array | Float64Array);
}

async function refusing<Result>(work: Promise<Result>): Promise<Result> {
  try {
    return await work;
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    throw new UnsupportedModelError(
      `Cannot load model as ONNX Runtime must be able to score a row with it: ${message}`,
      { cause: error },
    );
  }
}

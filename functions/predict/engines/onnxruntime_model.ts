import {
  type Explainer,
  type Label,
  type Model,
  ModelError,
  type ModelFeature,
  type OutputKind,
  type Prediction,
  type Rows,
  ValueError,
} from "@mlops/model";
import { sliceOf } from "../rows/slice_of.ts";
import type { GraphAnswer, OnnxGraph } from "./onnx_graph.ts";
import { clampProbabilities, findImprobable } from "./to_probabilities.ts";

/** What numbers may be off where nothing long is summed in 32 bits, beside the 64 of scikit-learn. */
const EXACT_ENOUGH = 1e-6;

/** What a graph turned out to be. */
export interface OnnxruntimeTraits extends
  Pick<
    Model,
    "task" | "classes" | "output" | "nOutputs"
  > {
  /** Trees of a forest that averages them, else 0. */
  readonly nTrees: number;
}

/** Any ONNX model, scored with ONNX Runtime, one batch at a time. */
export class OnnxruntimeModel implements Model {
  /** ONNX Runtime computes. */
  readonly engine = "onnxruntime";
  /** What it is, for people. */
  readonly kind: string;
  /** What it predicts. */
  readonly task: Model["task"];
  /** Input columns in order. */
  readonly features: readonly ModelFeature[];
  /** Class labels in the order of the outputs. */
  readonly classes: readonly Label[];
  /** What the outputs are. */
  readonly output: OutputKind;
  /** Numbers of a prediction for each row. */
  readonly nOutputs: number;
  /** Most by which rounding may move an output. */
  readonly rounding: number;
  readonly #graph: OnnxGraph;
  /** Position of a class by its label as text; `null` where the graph gives no label. */
  readonly #positions: ReadonlyMap<string, number> | null;

  /**
   * Makes the model.
   *
   * @param graph The open graph.
   * @param traits What it turned out to be.
   */
  constructor(graph: OnnxGraph, traits: OnnxruntimeTraits) {
    this.#graph = graph;
    this.kind = graph.kind;
    this.features = graph.inputs.features;
    this.task = traits.task;
    this.classes = traits.classes;
    this.output = traits.output;
    this.nOutputs = traits.nOutputs;
    this.rounding = Math.max(EXACT_ENOUGH, sumRounding(traits.nTrees));
    // ONNX Runtime names the second of two classes for a forest that knows one alone.
    this.#positions = graph.outputs.label === null || traits.classes.length < 2
      ? null
      : new Map(traits.classes.map((label, index) => [`${label}`, index]));
  }

  /**
   * Scores rows. ONNX Runtime's WebAssembly build computes in the caller's thread.
   *
   * @param rows The rows; copied before this returns.
   * @returns What the graph says.
   * @throws {ValueError} If it has no finite answer for a row, or one that is no probability.
   * @throws {ModelError} If it names a label that is none of its classes.
   */
  async predict(rows: Rows): Promise<Prediction> {
    const { numbers, labels } = await this.#run(rows);
    const infinite = numbers.findIndex((value) => !Number.isFinite(value));
    if (infinite >= 0) {
      throw this.#fault(
        rows,
        Math.floor(infinite / this.nOutputs),
        `it answers ${numbers[infinite]}`,
      );
    }
    if (this.output !== "probabilities") {
      return { values: numbers, labels: this.#positionsOf(labels) };
    }
    const improbable = findImprobable(numbers, this.nOutputs);
    if (improbable >= 0) {
      throw this.#fault(rows, improbable, "its answer is no probability");
    }
    return { values: clampProbabilities(numbers), labels: this.#positionsOf(labels) };
  }

  /**
   * Tells why it cannot explain.
   *
   * @returns The reason.
   */
  explainer(): Explainer | string {
    return "only trees and linear models can be explained: it is scored by onnxruntime, which tells " +
      "nothing of a model's inside";
  }

  /** Frees the model once the calls in flight have answered. */
  dispose(): Promise<void> {
    return this.#graph.release();
  }

  /** Runs the graph; where it fails, finds the row that it fails for. */
  async #run(rows: Rows): Promise<GraphAnswer> {
    try {
      return await this.#graph.run(rows);
    } catch (error) {
      const [message = ""] = `${error instanceof Error ? error.message : error}`.split("\n");
      if (rows.nRows === 1) throw this.#fault(rows, 0, `its graph says: ${message}`);
      for (let row = 0; row < rows.nRows; row++) {
        try {
          await this.#graph.run(sliceOf(rows, row, row + 1));
        } catch {
          throw this.#fault(rows, row, `its graph says: ${message}`);
        }
      }
      throw error;
    }
  }

  #positionsOf(labels: readonly string[] | null): Int32Array | null {
    const positions = this.#positions;
    if (labels === null || positions === null) return null;
    return Int32Array.from(labels, (label) => {
      const position = positions.get(label);
      if (position !== undefined) return position;
      throw new ModelError(
        "unsupported",
        `its labels must be among its classes, ${[...positions.keys()].join(", ")}: gives ${label}`,
      );
    });
  }

  /** Names the value that is most likely the cause: the first that is missing, else the largest. */
  #fault({ numbers }: Rows, row: number, found: string): ValueError {
    const width = this.features.length;
    const cells = numbers.subarray(row * width, (row + 1) * width);
    const missing = cells.findIndex((cell, column) =>
      Number.isNaN(cell) && this.features[column]!.type !== "bytes"
    );
    const column = missing >= 0 ? missing : largest(cells);
    return new ValueError(row, column, `must be a value that the model can score: ${found}`);
  }
}

function largest(cells: Float64Array): number {
  let best = 0;
  cells.forEach((cell, column) => {
    if (Math.abs(cell) > Math.abs(cells[best]!)) best = column;
  });
  return best;
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

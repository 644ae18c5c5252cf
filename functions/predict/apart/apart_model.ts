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
import { clampProbabilities, findImprobable } from "../engines/to_probabilities.ts";
import { ModelUnavailableError } from "../model/model_unavailable_error.ts";
import type { Frame } from "./frames.ts";
import {
  type AnswerHead,
  type GraphDescription,
  predictFrame,
  predictionOf,
} from "./graph_messages.ts";
import { BrokenProcessError, type ScorerClient } from "./scorer_client.ts";

/** A graph that is open in a process. */
export interface OpenGraph {
  /** The process. */
  readonly client: ScorerClient;
  /** What the graph turned out to be. */
  readonly description: GraphDescription;
}

/** What a model that runs apart may take. */
export interface ApartLimits {
  /** Time to open the graph and try it, in ms. */
  readonly loadMs: number;
  /** Time to score a batch, in ms. */
  readonly batchMs: number;
  /** After one break, another one within this time is one too many, in ms. */
  readonly forgiveMs: number;
}

/**
 * A model that a process of its own scores. The process is started anew once where it broke its bounds;
 * where it soon does so again, the model scores no more.
 */
export class ApartModel implements Model {
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
  readonly #open: () => Promise<OpenGraph>;
  readonly #limits: ApartLimits;
  #client: ScorerClient | null;
  #queue: Promise<unknown> = Promise.resolve();
  #brokenAtMs = -Infinity;
  #failure: string | null = null;
  #isDisposed = false;

  /**
   * Makes the model.
   *
   * @param graph The open graph.
   * @param open Opens it anew.
   * @param limits What it may take.
   */
  constructor(graph: OpenGraph, open: () => Promise<OpenGraph>, limits: ApartLimits) {
    const { description } = graph;
    this.#client = graph.client;
    this.#open = open;
    this.#limits = limits;
    this.kind = description.kind;
    this.task = description.task;
    this.features = description.features;
    this.classes = description.classes;
    this.output = description.output;
    this.nOutputs = description.nOutputs;
    this.rounding = description.rounding;
  }

  /** Why it scores no more; `null` while it does. */
  get failure(): string | null {
    return this.#failure;
  }

  /**
   * Scores rows, one batch after the other.
   *
   * @returns What the graph says, checked.
   * @throws {ValueError} If it has no answer for a row that could be used.
   * @throws {ModelUnavailableError} If it breaks its bounds, or has done so too often.
   */
  predict(rows: Rows): Promise<Prediction> {
    const prediction = this.#queue.then(() => this.#predict(rows));
    this.#queue = prediction.catch(() => {});
    return prediction;
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

  /** Ends the process once the calls in flight have answered. */
  async dispose(): Promise<void> {
    await this.#queue;
    this.#isDisposed = true;
    await this.#client?.end();
    this.#client = null;
  }

  async #predict(rows: Rows): Promise<Prediction> {
    if (this.#failure !== null) {
      throw new ModelUnavailableError(`the one that there was: ${this.#failure}`);
    }
    if (this.#isDisposed) throw new ModelUnavailableError("it has left the memory");
    try {
      if (this.#client === null || this.#client.hasEnded) {
        await this.#client?.end();
        this.#client = null;
        this.#client = (await this.#open()).client;
      }
      // The values as doubles, and a label for each row.
      const answerBytes = rows.nRows * (8 * this.nOutputs + 4);
      const frame = await this.#client.ask(predictFrame(rows), {
        timeMs: this.#limits.batchMs,
        answerBytes,
        what: "score a batch",
      });
      return this.#read(frame, rows.nRows);
    } catch (error) {
      if (error instanceof ValueError) throw error;
      await this.#break(error);
      throw new ModelUnavailableError(`the one that there was: its graph ${messageOf(error)}`);
    }
  }

  /** Nothing that a graph says leaves here unchecked. */
  #read(frame: Frame, nRows: number): Prediction {
    const head = frame.head as unknown as AnswerHead;
    if (head.answer === "wrong value") {
      throw new ValueError(head.row, head.feature, head.message);
    }
    if (head.answer === "refused" || head.answer === "failed") {
      throw new BrokenProcessError(`must score each batch: ${head.message}`);
    }
    const prediction = predictionOf(frame);
    const { nOutputs, output, classes } = this;
    if (
      prediction === null || prediction.values.length !== nRows * nOutputs ||
      prediction.labels !== null && prediction.labels.length !== nRows
    ) {
      throw new BrokenProcessError(`must answer each row with ${nOutputs} numbers: does not`);
    }
    const { values, labels } = prediction;
    if (!values.every(Number.isFinite)) {
      throw new BrokenProcessError("must answer with finite numbers: does not");
    }
    if (labels?.some((label) => !(label >= 0 && label < classes.length))) {
      throw new BrokenProcessError("must answer with labels of its classes: does not");
    }
    if (output !== "probabilities") return prediction;
    if (findImprobable(values, nOutputs) >= 0) {
      throw new BrokenProcessError("must answer with probabilities: does not");
    }
    return { values: clampProbabilities(values), labels };
  }

  async #break(error: unknown): Promise<void> {
    await this.#client?.end();
    this.#client = null;
    const nowMs = performance.now();
    if (nowMs - this.#brokenAtMs < this.#limits.forgiveMs) {
      this.#failure = `its graph ${messageOf(error)}, twice within ${
        this.#limits.forgiveMs / 1000
      } s`;
    }
    this.#brokenAtMs = nowMs;
  }
}

function messageOf(error: unknown): string {
  if (error instanceof BrokenProcessError) return error.message;
  if (error instanceof ModelError) return `must open again: ${error.message}`;
  return `must be scored: ${error instanceof Error ? error.message : error}`;
}

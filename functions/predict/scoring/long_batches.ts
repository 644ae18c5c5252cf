import type { Classifier } from "../engines/classifier.ts";
import { letArrivalsIn } from "./let_arrivals_in.ts";
import type { ServedModel } from "../model/served_model.ts";

/** From so many feature values on (32 rows of eight), scoring takes a millisecond where it is slow. */
const LONG_VALUES = 256;

/** Work that takes as long (in ms) lets in all that has arrived first, at a cost of 0.03 ms. */
const LONG_WORK_MS = 2;

/** Scores for as long (in ms) before others get their turn. */
const SLICE_MS = 10;

/** Feature values of the first slice of a model whose speed is not known yet. */
const FIRST_SLICE_VALUES = 2_048;

/** Scores of a batch. */
export interface BatchScores {
  /** Probabilities, row-major `[nRows, nClasses]`. */
  readonly probabilities: Float64Array;
  /** Time spent scoring, in ms; the turns of others are not part of it. */
  readonly tookMs: number;
}

/**
 * Scores long batches so that everything else goes on: scoring takes the event loop, and without turns
 * between its slices a health probe would wait for the whole of it.
 */
export class LongBatches {
  readonly #now: () => number;
  readonly #letOthersIn: () => Promise<void>;
  /** Scoring time of a model's last slice for each of its feature values, in ms. */
  readonly #msPerValue = new WeakMap<Classifier, number>();
  #lastSlice: Promise<void> = Promise.resolve();

  /**
   * Begins without knowing how fast any model is.
   *
   * @param now Steady clock, in ms.
   * @param letOthersIn Gives everyone else a turn.
   */
  constructor(now: () => number, letOthersIn: () => Promise<void> = letArrivalsIn) {
    this.#now = now;
    this.#letOthersIn = letOthersIn;
  }

  /**
   * Tells whether a batch may be long.
   *
   * @param rows Features, row-major.
   * @returns `false` for the small ones, which are to be scored at once.
   */
  isLong(rows: Float32Array): boolean {
    return rows.length >= LONG_VALUES;
  }

  /**
   * Scores a batch, a long one in slices.
   *
   * @param model The model; it is held until the end.
   * @param rows Features, row-major `[nRows, nFeatures]`.
   * @returns The scores.
   */
  async score(model: ServedModel, rows: Float32Array): Promise<BatchScores> {
    const { classifier } = model;
    const { nFeatures, classes } = classifier;
    model.holders++;
    try {
      if (rows.length * this.#msPerValueOf(classifier) < LONG_WORK_MS) {
        await eventLoopTurn();
        return await this.#time(classifier, rows);
      }
      const probabilities = new Float64Array(rows.length / nFeatures * classes.length);
      let tookMs = 0;
      for (let start = 0; start < rows.length;) {
        const nRows = Math.floor(SLICE_MS / this.#msPerValueOf(classifier) / nFeatures);
        const end = Math.min(rows.length, start + Math.max(1, nRows) * nFeatures);
        const slice = await this.#inTurn(() => this.#time(classifier, rows.subarray(start, end)));
        probabilities.set(slice.probabilities, start / nFeatures * classes.length);
        tookMs += slice.tookMs;
        start = end;
      }
      return { probabilities, tookMs };
    } finally {
      model.holders--;
    }
  }

  #msPerValueOf(classifier: Classifier): number {
    return this.#msPerValue.get(classifier) ?? SLICE_MS / FIRST_SLICE_VALUES;
  }

  async #time(classifier: Classifier, rows: Float32Array): Promise<BatchScores> {
    const startedMs = this.#now();
    const probabilities = await classifier.predictProba(rows);
    const tookMs = this.#now() - startedMs;
    // The rest of a batch may be a few rows, which take longer each.
    if (this.isLong(rows)) this.#msPerValue.set(classifier, tookMs / rows.length);
    return { probabilities, tookMs };
  }

  /** Slices of several batches come one after the other, each with a turn of all others before it. */
  #inTurn(score: () => Promise<BatchScores>): Promise<BatchScores> {
    const scores = this.#lastSlice.then(this.#letOthersIn).then(score);
    this.#lastSlice = scores.then(() => {}, () => {});
    return scores;
  }
}

/** Lets what the process has read already take its turn. */
function eventLoopTurn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

import { type Model, type Prediction, type Rows, ValueError } from "@mlops/model";
import { sliceOf } from "../rows/slice_of.ts";
import type { ServedModel } from "../model/served_model.ts";
import type { Turns } from "../http/turns.ts";

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
  /** What the model says. */
  readonly prediction: Prediction;
  /** Time spent scoring, in ms; the turns of others are not part of it. */
  readonly tookMs: number;
}

/**
 * Scores long batches so that everything else goes on: scoring takes the event loop, and without turns
 * between its slices a health probe would wait for the whole of it.
 */
export class LongBatches {
  readonly #now: () => number;
  readonly #turns: Turns;
  /** Scoring time of a model's last slice for each of its feature values, in ms. */
  readonly #msPerValue = new WeakMap<Model, number>();

  /**
   * Begins without knowing how fast any model is.
   *
   * @param now Steady clock, in ms.
   * @param turns Where long work waits for its turn.
   */
  constructor(now: () => number, turns: Turns) {
    this.#now = now;
    this.#turns = turns;
  }

  /**
   * Tells whether a batch may be long.
   *
   * @returns `false` for the small ones, which are to be scored at once.
   */
  isLong({ numbers }: Rows): boolean {
    return numbers.length >= LONG_VALUES;
  }

  /**
   * Scores a batch, a long one in slices.
   *
   * @param model The model; it is held until the end.
   * @returns The scores.
   */
  async score(model: ServedModel, rows: Rows): Promise<BatchScores> {
    const { scorer } = model;
    const width = scorer.features.length;
    model.holders++;
    try {
      if (rows.numbers.length * this.#msPerValueOf(scorer) < LONG_WORK_MS) {
        await eventLoopTurn();
        return await this.#time(scorer, rows);
      }
      const values = new Float64Array(rows.nRows * scorer.nOutputs);
      let labels: Int32Array | null = null;
      let tookMs = 0;
      for (let begin = 0; begin < rows.nRows;) {
        const nRows = Math.floor(SLICE_MS / this.#msPerValueOf(scorer) / width);
        const end = Math.min(rows.nRows, begin + Math.max(1, nRows));
        const part = sliceOf(rows, begin, end);
        const slice = await this.#turns.take(() => this.#time(scorer, part)).catch(
          (error: unknown) => {
            throw error instanceof ValueError
              ? new ValueError(begin + error.row, error.feature, error.message)
              : error;
          },
        );
        values.set(slice.prediction.values, begin * scorer.nOutputs);
        if (slice.prediction.labels !== null) {
          labels ??= new Int32Array(rows.nRows);
          labels.set(slice.prediction.labels, begin);
        }
        tookMs += slice.tookMs;
        begin = end;
      }
      return { prediction: { values, labels }, tookMs };
    } finally {
      model.holders--;
    }
  }

  #msPerValueOf(scorer: Model): number {
    return this.#msPerValue.get(scorer) ?? SLICE_MS / FIRST_SLICE_VALUES;
  }

  async #time(scorer: Model, rows: Rows): Promise<BatchScores> {
    const startedMs = this.#now();
    const prediction = await scorer.predict(rows);
    const tookMs = this.#now() - startedMs;
    // The rest of a batch may be a few rows, which take longer each.
    if (this.isLong(rows)) this.#msPerValue.set(scorer, tookMs / rows.numbers.length);
    return { prediction, tookMs };
  }
}

/** Lets what the process has read already take its turn. */
function eventLoopTurn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

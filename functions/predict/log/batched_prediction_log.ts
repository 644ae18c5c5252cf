import { delay } from "@std/async";
import type { Logger } from "../logger.ts";
import type { Role } from "../model/model_store.ts";
import type { PredictionLog, ScoredRows } from "../scoring/prediction_log.ts";
import { type BatchHead, encodeBatch } from "./encode_batch.ts";
import type { DropReason, LogCounters, RowsBySource } from "./log_counters.ts";
import { BATCH_ROWS, type RowBatch } from "./row_batch.ts";
import { RowQueue } from "./row_queue.ts";
import { WriteError } from "./write_error.ts";

/** Writes batches, one at a time. */
export interface LogWriter {
  /**
   * Writes a batch. It may be called again with a batch whose fate is not known.
   *
   * @param document The batch.
   * @param options Whether an earlier try may have written it, and when to give up.
   * @returns Rows that are in the log by this batch, by source; the others were there before.
   * @throws {WriteError} If it failed.
   */
  write(
    document: string,
    options: { isRetry: boolean; signal: AbortSignal },
  ): Promise<RowsBySource>;
  /** Frees what it holds. */
  close(): Promise<void>;
}

/** What a log needs. */
export interface BatchedPredictionLogParts {
  /** Each writes a batch of its own at the same time as the others. */
  readonly writers: readonly LogWriter[];
  /** Counts what becomes of the rows. */
  readonly counters: LogCounters;
  /** The service's log. */
  readonly logger: Logger;
  /** Name of the instance. */
  readonly instance: string;
  /** Whether the values of the features are kept. */
  readonly hasFeatures: boolean;
  /** Most rows that wait or are being written (default 50 000: 16 MiB were seen). */
  readonly capacity?: number;
  /** Makes an id of a batch, a UUID. */
  readonly newId: () => string;
  /** A number in [0, 1), so that instances do not try again all at once. */
  readonly random: () => number;
}

/**
 * How long a row waits for others. Half of the 50 ms in which it is to be in the database: the rest
 * is for the writing.
 */
const LINGER_MS = 25;

const CAPACITY_ROWS = 50_000;

/** Pauses between tries: they double from the first up to the longest, each with a half of jitter. */
const FIRST_PAUSE_MS = 50;
const LONGEST_PAUSE_MS = 2_000;

/** A missing partition is made at once; if it is still missing then, the row's time is wrong. */
const MAX_PARTITION_TRIES = 2;

/**
 * Queues predictions in memory and writes them in batches, off the path of the answers. Every row
 * ends up counted once: stored, a duplicate, or dropped with a reason.
 */
export class BatchedPredictionLog implements PredictionLog {
  readonly #parts: BatchedPredictionLogParts;
  readonly #queue: RowQueue;
  readonly #lanes: Promise<void>[];
  readonly #giveUp = new AbortController();
  /** Wakes lanes that wait for rows. */
  #wakers: (() => void)[] = [];
  #lingering: ReturnType<typeof setTimeout> | null = null;
  /** Whether what is queued may be written though it is less than a batch. */
  #isDue = false;
  #isClosing = false;
  #isClosed = false;
  #nWriting = 0;
  #isFailing = false;

  /**
   * Starts the log.
   *
   * @param parts What it needs.
   */
  constructor(parts: BatchedPredictionLogParts) {
    this.#parts = parts;
    this.#queue = new RowQueue(parts.capacity ?? CAPACITY_ROWS);
    this.#lanes = parts.writers.map((writer) => this.#run(writer));
  }

  /**
   * Takes rows; see {@linkcode PredictionLog}.
   *
   * @param scored The rows.
   */
  record(scored: ScoredRows): void {
    if (this.#isClosed || !this.#queue.add(scored, this.#nWriting)) {
      const rows = new Map([[scored.assignment.role, scored.rows.nRows]]);
      this.#parts.counters.dropped(rows, this.#isClosed ? "shutdown" : "queue_full");
      return;
    }
    this.#showQueued();
    if (this.#queue.nRows >= BATCH_ROWS || this.#isClosing) {
      this.#wake();
    } else {
      this.#linger();
    }
  }

  /**
   * Counts rows that are not to be recorded; see {@linkcode PredictionLog}.
   *
   * @param role What has scored them.
   * @param nRows How many.
   */
  keepOut(role: Role, nRows: number): void {
    this.#parts.counters.keptOut(role, nRows);
  }

  /**
   * Writes what is left; what cannot be written in time, and what comes afterwards, is dropped.
   *
   * @param deadlineMs How long it may take, in ms.
   */
  async close(deadlineMs: number): Promise<void> {
    this.#isClosing = true;
    const timer = setTimeout(() => this.#giveUp.abort(), deadlineMs);
    for (let lane = 0; lane < this.#lanes.length; lane++) this.#wake();
    await Promise.all(this.#lanes);
    this.#isClosed = true;
    clearTimeout(timer);
    if (this.#lingering !== null) clearTimeout(this.#lingering);
    for (let left; (left = this.#queue.take()) !== undefined;) {
      this.#drop(left.bySource, "shutdown");
    }
    this.#showQueued();
  }

  async #run(writer: LogWriter): Promise<void> {
    for (;;) {
      const batch = await this.#nextBatch();
      if (batch === null) break;
      const { nRows } = batch;
      this.#nWriting += nRows;
      await this.#write(writer, batch);
      this.#nWriting -= nRows;
      this.#queue.reuse(batch);
      this.#showQueued();
    }
    await writer.close();
  }

  /** Waits for the next rows; `null` when there will be none. */
  async #nextBatch(): Promise<RowBatch | null> {
    for (;;) {
      if (this.#giveUp.signal.aborted) return null;
      const isReady = this.#queue.nRows >= BATCH_ROWS || this.#isDue || this.#isClosing;
      const batch = isReady ? this.#queue.take() : undefined;
      if (batch !== undefined) {
        if (this.#queue.nRows < BATCH_ROWS) this.#isDue = false;
        // What is left has its own time to wait.
        if (this.#queue.nRows > 0) this.#linger();
        return batch;
      }
      if (this.#isClosing) return null;
      await new Promise<void>((resolve) => this.#wakers.push(resolve));
    }
  }

  async #write(writer: LogWriter, batch: RowBatch): Promise<void> {
    const { counters, logger, random } = this.#parts;
    const { signal } = this.#giveUp;
    const head: BatchHead = { ...this.#parts, batchId: this.#parts.newId() };
    const rows = batch.bySource;
    const document = encodeBatch(batch, head);
    let isUnconfirmed = false;
    for (let nTries = 1;; nTries++) {
      try {
        const stored = await writer.write(document, { isRetry: nTries > 1, signal });
        counters.written(rows, stored);
        if (this.#isFailing) logger.info("prediction log is written again");
        this.#isFailing = false;
        return;
      } catch (error) {
        if (!(error instanceof WriteError)) throw error;
        isUnconfirmed ||= error.isUnconfirmed;
        const { isRefusal, isPartitionMissing } = error;
        if (isRefusal || isPartitionMissing && nTries > MAX_PARTITION_TRIES) {
          return this.#drop(rows, "refused", { ...head, detail: error.message });
        }
        if (signal.aborted) {
          const reason = isUnconfirmed ? "unconfirmed" : "shutdown";
          return this.#drop(rows, reason, { ...head, detail: error.message });
        }
        counters.failedWrites.value++;
        // Once for each outage: it may last, and every try of every lane would be a line.
        if (!this.#isFailing) {
          logger.warn("prediction log cannot be written", { reason: error.message });
        }
        this.#isFailing = true;
        const pauseMs = Math.min(FIRST_PAUSE_MS * 2 ** (nTries - 1), LONGEST_PAUSE_MS);
        await delay(pauseMs * (1 - random() / 2), { signal }).catch(() => {});
      }
    }
  }

  /** The line names the batch: of unconfirmed rows it tells whether they are in the log after all. */
  #drop(
    rows: RowsBySource,
    reason: DropReason,
    { batchId = "", detail = "" }: { batchId?: string; detail?: string } = {},
  ): void {
    this.#parts.counters.dropped(rows, reason);
    const fields = { rows: sum(rows), reason, batchId, detail };
    this.#parts.logger.error("predictions are not logged", fields);
  }

  /** Makes what is queued due after a while. */
  #linger(): void {
    if (this.#isDue) return;
    this.#lingering ??= setTimeout(() => {
      this.#lingering = null;
      this.#isDue = true;
      this.#wake();
    }, LINGER_MS);
  }

  #wake(): void {
    this.#wakers.shift()?.();
  }

  #showQueued(): void {
    this.#parts.counters.queued.value = this.#queue.nRows + this.#nWriting;
  }
}

function sum(rows: RowsBySource): number {
  return [...rows.values()].reduce((total, nRows) => total + nRows, 0);
}

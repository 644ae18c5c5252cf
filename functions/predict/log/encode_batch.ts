import type { Assignment } from "../model/model_store.ts";
import type { RowBatch } from "./row_batch.ts";

/** What all rows of a batch share. */
export interface BatchHead {
  /** UUID of the batch: a second try writes nothing that the first one has written. */
  readonly batchId: string;
  /** Name of the instance. */
  readonly instance: string;
  /** Whether the values of the features are kept. */
  readonly hasFeatures: boolean;
}

/**
 * Writes rows as the JSON document that one statement inserts: the versions once, and each column as
 * one text that Postgres reads as an array. A thousand rows of eight features take the server 9 ms
 * that way; as a thousand objects for `jsonb_to_recordset` they take it 15 ms.
 *
 * @param batch The rows, at least one; no request id has a line end.
 * @param head What they share.
 * @returns The document; `postgres_log_writer.ts` reads it.
 */
export function encodeBatch(batch: RowBatch, head: BatchHead): string {
  const { nRows, nFeatureValues } = batch;
  const times = batch.timesMs.subarray(0, nRows);
  const firstMs = times[0]!;
  return JSON.stringify({
    batch: head.batchId,
    instance: head.instance,
    models: batch.assignments.map(describe),
    firstMs,
    requestIds: batch.requestIds.join("\n"),
    rowNumbers: array(batch.rowNumbers.subarray(0, nRows)),
    // Rows of one batch are of nearly the same time, and short numbers are read sooner.
    times: array(times.map((timeMs) => timeMs - firstMs)),
    latencies: array(batch.latenciesMs.subarray(0, nRows).map(rounded)),
    modelNumbers: array(batch.models.subarray(0, nRows)),
    probabilities: array(batch.probabilities.subarray(0, nRows)),
    labels: array(batch.labels.subarray(0, nRows)),
    featureEnds: array(batch.featureEnds.subarray(0, nRows)),
    // `map`, as `Float64Array.from` with a function takes more than twice as long, text included.
    features: head.hasFeatures
      ? array(new Float64Array(batch.features.subarray(0, nFeatureValues)).map(shortened))
      : null,
  });
}

/** Writes a column as PostgreSQL reads an array, which knows NaN and infinities as JSON does not. */
function array(column: Int32Array | Uint16Array | Float64Array): string {
  return `{${column.join()}}`;
}

/** To a thousandth: a latency in µs. */
function rounded(value: number): number {
  return Math.round(value * 1_000) / 1_000;
}

/** 33.6 for the float that is 33.599998474121094: what reads back as the same float in fewer digits. */
function shortened(value: number): number {
  const short = rounded(value);
  return Math.fround(short) === value ? short : value;
}

function describe({ model, role, alias }: Assignment, number: number) {
  return {
    number,
    name: model.name,
    version: model.version,
    alias,
    source: role,
    engine: model.classifier.engine,
    features: model.features.map(({ name }) => name),
    classes: model.classifier.classes.map((label) => `${label}`),
    width: model.classifier.nFeatures,
  };
}

import {
  type Answer,
  described,
  either,
  flag,
  listOf,
  nullable,
  number,
  object,
  oneOf,
  recordOf,
  type Schema,
  share,
  text,
  time,
  whole,
} from "./schema.ts";

/** A class label. */
export const LABEL: Schema<number | string | boolean> = either(number, text, flag);

/** One feature of `GET /model`. */
const FEATURE = object({
  name: text,
  label: text,
  type: oneOf("fp64", "fp32", "int64", "int32", "int16", "int8", "uint8", "bool", "bytes"),
  categories: nullable(listOf(either(number, text))),
  "must_be_known": flag,
  nullable: flag,
  "may_be_infinite": flag,
  unit: text,
  min: nullable(number),
  max: nullable(number),
  step: nullable(number),
  default: nullable(LABEL),
  quantiles: nullable(listOf(number)),
  histogram: nullable(object({ edges: listOf(number), counts: listOf(number) })),
}, {
  counts: listOf(number),
  "missing_share": share,
  date: described(
    flag,
    "Whether its numbers are days since 1970-01-01 UTC, given as ISO texts too.",
  ),
});

/** What a model predicts, as far as its trainer says so. */
const TARGET = object({ name: text, kind: oneOf("classification", "regression") }, {
  classes: listOf(LABEL),
  positive: LABEL,
  counts: listOf(number),
  unit: text,
  whole: flag,
  quantiles: listOf(number),
  residuals: listOf(number),
  predicted: listOf(number),
  coverage: share,
});

/** `GET /model`: what the served model is. */
export const MODEL = object({
  name: text,
  version: text,
  alias: nullable(text),
  "run_id": nullable(text),
  task: nullable(text),
  "trained_at": nullable(text),
  kind: text,
  predicts: oneOf("classification", "regression"),
  output: oneOf("probabilities", "scores", "value"),
  features: listOf(FEATURE),
  classes: listOf(LABEL),
  metrics: recordOf(nullable(number)),
  dataset: nullable(object({ name: text, digest: text, rows: number, "training_rows": number })),
  "probability_quantiles": nullable(listOf(share)),
  flavor: described(text, "Format of its file, as MLflow names it."),
  engine: oneOf("native", "onnxruntime"),
  explainable: flag,
  warnings: described(
    listOf(text),
    "What is to be known before its answers are trusted.",
  ),
  verified: described(flag, "Whether the registry names the same digest."),
  stale: described(
    flag,
    "Whether it comes from the cache and the registry has not confirmed it.",
  ),
  sha256: { ...text, pattern: "^[0-9a-f]{64}$" } as Schema<string>,
  "size_bytes": whole,
  "loaded_at": time,
}, { target: TARGET });

/** What of it a page is named after. */
export const SERVED = object({ name: text, task: nullable(text) });

/** A feature as `GET /model` tells it. */
export type FeatureAnswer = Answer<typeof FEATURE>;

/** Answer of `GET /model`. */
export type ModelAnswer = Answer<typeof MODEL>;

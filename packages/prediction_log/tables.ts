/**
 * The log's tables as types. The test of the migrations holds them to what Postgres has once all are
 * applied; `migrations/` says what each column means.
 *
 * @module
 */

/** Types of the columns, as `format_type` names them; `?` marks those that may be null. */
export const TABLES = {
  "model_versions": {
    "model_name": "text",
    "model_version": "text",
    features: "text[]",
    classes: "text[]",
    "first_seen": "timestamp with time zone",
    task: "text",
    output: "text",
    types: "text[]?",
  },
  predictions: {
    "request_id": "text",
    "row_number": "integer",
    "predicted_at": "timestamp with time zone",
    source: "text",
    "batch_id": "uuid",
    "model_name": "text",
    "model_version": "text",
    "model_alias": "text?",
    engine: "text",
    features: "real[]?",
    probability: "double precision?",
    label: "text?",
    "latency_ms": "real",
    instance: "text",
    inputs: "jsonb?",
    prediction: "double precision?",
    "client_id": "text?",
  },
  outcomes: {
    "request_id": "text",
    "row_number": "integer",
    "predicted_at": "timestamp with time zone",
    outcome: "text",
    "received_at": "timestamp with time zone",
    "told_by": "text",
    "told_from": "text?",
  },
  audit: {
    id: "bigint",
    "recorded_at": "timestamp with time zone",
    "happened_at": "timestamp with time zone",
    who: "text",
    action: "text",
    subject: "text",
    origin: "text?",
    reason: "text?",
    detail: "jsonb?",
  },
  heartbeats: {
    instance: "text",
    "beat_at": "timestamp with time zone",
    "started_at": "timestamp with time zone",
    "in_flight": "integer",
    requests: "bigint",
    errors: "bigint",
    "p50_ms": "real?",
    "p95_ms": "real?",
    "model_version": "text?",
    "cold_start_ms": "real?",
  },
} as const;

/** Words that a column is limited to by a check. */
export interface CheckedWords {
  /** `predictions.source`: what asked for the row. */
  readonly source: "champion" | "challenger" | "shadow";
  /** `model_versions.task`. */
  readonly task: "classification" | "regression";
  /** `model_versions.output`: what the model's numbers are. */
  readonly output: "probabilities" | "scores" | "value";
}

/** A row of a table as `to_json` writes it: times are texts, and numbers of every kind numbers. */
export type LogRow<T extends keyof typeof TABLES> = {
  readonly [C in keyof (typeof TABLES)[T]]: C extends keyof CheckedWords ? CheckedWords[C]
    : Cell<(typeof TABLES)[T][C]>;
};

type Cell<C> = C extends `${infer Type}?` ? Cell<Type> | null
  : C extends `${infer Type}[]` ? readonly Cell<Type>[]
  : C extends "integer" | "bigint" | "real" | "double precision" ? number
  : C extends "jsonb" ? unknown
  : string;

import { LABEL } from "./model_answer.ts";
import {
  type Answer,
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
} from "./schema.ts";

/**
 * What tells one row's prediction, of whatever model: a probability with its level where the task has a
 * verdict, beside which stands a member of the task's own, `true` or `false`; else a label with the
 * probabilities or scores of all classes, or the value of a regression.
 */
const TOLD = {
  probability: share,
  "risk_level": text,
  label: LABEL,
  probabilities: listOf(share),
  scores: listOf(number),
  prediction: number,
  interval: listOf(number),
};

/** A value of a row. */
const VALUE = either(number, text, flag);

/**
 * One row of `POST /predict`; `base_value` and `contributions` are there with `explain=true` only, `notes`
 * where the row holds what the training has not seen.
 */
export const PREDICTION: Schema<PredictionAnswer> = withVerdict(object({}, {
  ...TOLD,
  "base_value": number,
  contributions: recordOf(number),
  notes: listOf(text),
}));

/** `POST /predict` of many rows: one answer each, in their order. */
export const PREDICTIONS: Schema<readonly PredictionAnswer[]> = listOf(PREDICTION);

/** `POST /explain`: why a row has its prediction. */
export const EXPLANATION: Schema<ExplanationAnswer> = withVerdict(object({
  "base_value": number,
  contributions: recordOf(number),
  "nearest_change": nullable(object({ feature: text, from: nullable(VALUE), to: VALUE }, {
    probability: share,
    score: number,
    label: LABEL,
    "risk_level": text,
  })),
}, {
  ...TOLD,
  "explained_class": LABEL,
  "explained_probability": share,
  "explained_space": oneOf("margin", "value"),
}));

/** A task's verdict has a name of its own, and is the one member that is none of the others. */
function withVerdict<T>(schema: Schema<T>): Schema<T> {
  return { ...schema, additionalProperties: flag };
}

/** One row's answer of `POST /predict`. */
export type PredictionAnswer =
  & Partial<
    {
      readonly [K in keyof typeof TOLD]: Answer<(typeof TOLD)[K]>;
    }
  >
  & {
    readonly "base_value"?: number;
    readonly contributions?: Readonly<Record<string, number>>;
    readonly notes?: readonly string[];
  };

/** Answer of `POST /explain`. */
export type ExplanationAnswer =
  & Omit<PredictionAnswer, "base_value" | "contributions">
  & {
    readonly "base_value": number;
    readonly contributions: Readonly<Record<string, number>>;
    readonly "explained_class"?: Answer<typeof LABEL>;
    readonly "explained_probability"?: number;
    readonly "explained_space"?: "margin" | "value";
    readonly "nearest_change": {
      readonly feature: string;
      readonly from: Answer<typeof VALUE> | null;
      readonly to: Answer<typeof VALUE>;
      readonly probability?: number;
      readonly score?: number;
      readonly label?: Answer<typeof LABEL>;
      readonly "risk_level"?: string;
    } | null;
  };

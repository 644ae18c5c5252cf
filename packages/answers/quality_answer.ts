import {
  type Answer,
  either,
  listOf,
  nullable,
  number,
  object,
  oneOf,
  recordOf,
  share,
  text,
  whole,
} from "./schema.ts";

/** A figure with its 95 % interval; all `null` where there is nothing to measure. */
export const ESTIMATE = object({
  value: nullable(number),
  low: nullable(number),
  high: nullable(number),
});

/** Measures of a classification, and the counts that they rest on. */
const MEASURES = {
  required: {
    count: whole,
    accuracy: ESTIMATE,
    precision: ESTIMATE,
    recall: ESTIMATE,
    f1: ESTIMATE,
    auc: ESTIMATE,
    brier: ESTIMATE,
  },
  optional: {
    confusion: object({
      "true_positives": whole,
      "false_positives": whole,
      "false_negatives": whole,
      "true_negatives": whole,
    }),
    average: oneOf("macro"),
    "label_counts": nullable(listOf(object({ label: text, outcome: text, count: whole }))),
  },
} as const;

const REGRESSION = {
  count: whole,
  mae: ESTIMATE,
  rmse: ESTIMATE,
  r2: ESTIMATE,
  "mean_residual": ESTIMATE,
  "residual_quantiles": listOf(object({ share, residual: number })),
} as const;

const MEASURED = object(MEASURES.required, MEASURES.optional);

const ROLE = nullable(oneOf("champion", "challenger", "shadow"));

/** `GET /quality`: how good predictions were, as far as outcomes were told. */
export const QUALITY = object({
  model: nullable(text),
  days: whole,
  intervals: recordOf(either(number, text)),
  versions: listOf(object({
    version: text,
    role: ROLE,
    sources: recordOf(whole),
    ...MEASURES.required,
    calibration: listOf(
      object({ from: number, to: number, count: whole, predicted: number, observed: ESTIMATE }),
    ),
    days: listOf(object({ day: text, count: whole, accuracy: ESTIMATE, brier: ESTIMATE })),
  }, MEASURES.optional)),
  regressions: listOf(object({
    version: text,
    role: ROLE,
    ...REGRESSION,
    days: listOf(object({ day: text, ...REGRESSION })),
  })),
  comparisons: listOf(object({
    served: text,
    shadow: text,
    count: whole,
    "served_measures": MEASURED,
    "shadow_measures": MEASURED,
    "accuracy_difference": ESTIMATE,
  })),
  "period_comparisons": listOf(object({
    champion: text,
    challenger: text,
    since: text,
    until: text,
    "champion_measures": MEASURED,
    "challenger_measures": MEASURED,
    "accuracy_difference": ESTIMATE,
  })),
  "regression_comparisons": listOf(object({
    served: text,
    shadow: text,
    count: whole,
    "served_mae": ESTIMATE,
    "shadow_mae": ESTIMATE,
    "mae_difference": ESTIMATE,
  })),
  "regression_period_comparisons": listOf(object({
    champion: text,
    challenger: text,
    since: text,
    until: text,
    "champion_count": whole,
    "challenger_count": whole,
    "champion_mae": ESTIMATE,
    "challenger_mae": ESTIMATE,
    "mae_difference": ESTIMATE,
  })),
});

/** Answer of `GET /quality`. */
export type QualityAnswer = Answer<typeof QUALITY>;

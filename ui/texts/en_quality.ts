import type { Texts } from "./texts.ts";

/** The texts of the quality page in English. */
export const enQuality: Texts["quality"] = {
  heading: "Quality",
  lead: "What the predictions were worth once the truth was known, and whether their rows change.",
  loading: "Reading the prediction log…",
  withoutLog:
    "Quality needs the prediction log: this service keeps none (DATABASE_URL is not set, or PREDICTION_LOG is off).",
  noOutcomes:
    "No prediction has a known outcome yet. POST /feedback tells the service what came true.",
  versions: (days: string) => `Versions, over ${days} days`,
  roles: { champion: "champion", challenger: "challenger", shadow: "in the shadow" },
  served: "answered",
  shadow: "in the shadow",
  sameRows: (count: string, served: string, shadow: string) =>
    `Versions ${served} and ${shadow} on the same ${count} rows`,
  samePeriod: (champion: string, challenger: string) =>
    `Champion ${champion} and challenger ${challenger} over the same period`,
  samePeriodNote: (since: string, until: string) =>
    `${since} – ${until}: each request had one answer, by chance from the one or the other.`,
  difference: (value: string, low: string, high: string) =>
    `Difference in accuracy, in points: ${value} (from ${low} to ${high}).`,
  count: "Known outcomes",
  measures: {
    accuracy: "Accuracy",
    precision: "Precision",
    recall: "Recall",
    f1: "F1",
    auc: "AUC",
    brier: "Brier",
  },
  regressionMeasures: { mae: "MAE", rmse: "RMSE", r2: "R²", "mean_residual": "Mean residual" },
  intervals: "Below each figure, its 95 % interval.",
  brier: "For Brier, less is better; for the others, more is.",
  macro: "Precision, recall and F1 are means over the classes here, without an interval.",
  regressionIntervals:
    "Below each figure, its 95 % interval. MAE: mean absolute error; RMSE: root of the mean squared error, which large errors weigh on; mean residual: truth less prediction, near 0 if the model errs to neither side.",
  overTime: "Accuracy by day",
  maeOverTime: "Mean absolute error by day",
  calibration: "Calibration",
  calibrationLabel: "Observed share by predicted probability; the diagonal is ideal",
  ideal: "ideal",
  asTable: (version: string) => `Version ${version} in figures`,
  tenth: "Probability",
  predicted: "Predicted",
  observed: "Observed",
  unseen: "not seen",
  others: (count: string) => `${count} others`,
  drift: "Drift",
  driftOf: (rows: string, version: string) =>
    `Version ${version} beside its training. Recent predictions: ${rows}.`,
  training: "training",
  recent: "recent",
  probability: "Predicted probability",
  prediction: "What is predicted",
  lowTail: (from: string, to: string) => `First bar: all between ${from} and ${to}.`,
  highTail: (from: string, to: string) => `Last bar: all between ${from} and ${to}.`,
  levels: {
    stable: "stable",
    moderate: "moderate drift",
    major: "major drift",
    unknown: "unknown",
  },
  indices: (psi: string, byChance: string) => `PSI ${psi} (by chance: up to ${byChance})`,
  ks: (ks: string) => `KS ${ks}`,
  unknownHelp: "Unknown: too few recent rows to say, or the model tells nothing of its training.",
  driftHelp:
    "PSI: stability index. From 0.1 to 0.25, compare training and recent rows; beyond, the model sees other rows than it was trained on. KS: largest gap between the two distributions.",
};

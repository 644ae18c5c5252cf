import type { Task } from "@mlops/task";
import { FEATURES, TARGET } from "./features.ts";
import { VERDICT } from "./risk_level.ts";

/** Rows of the data set, and the start of the sliders. */
const CASES = [
  { name: "young", row: caseOf(1, 89, 66, 23, 94, 28.1, 0.167, 21) },
  { name: "typical", row: caseOf(3, 120, 70, 20, 79, 32, 0.5, 33) },
  { name: "older", row: caseOf(10, 101, 76, 48, 180, 32.9, 0.171, 63) },
  { name: "sugar", row: caseOf(3, 173, 84, 33, 474, 35.7, 0.258, 22) },
];

/** Values in the order of the features. */
function caseOf(...values: readonly number[]): Record<string, number> {
  return Object.fromEntries(FEATURES.map(({ name }, column) => [name, values[column]!]));
}

/** The reference task of the stack, with the names and the words of the workshop. */
export const DIABETES = {
  name: "diabetes",
  target: TARGET,
  columns: FEATURES,
  experiment: "diabetes-classification",
  run: "diabetes-rf-model",
  model: "diabetes-model",
  title: "Diabetes Prediction API",
  classNames: ["No diabetes", "Diabetes"],
  verdict: VERDICT,
  sample: {
    // The data set's first row.
    row: {
      Pregnancies: 6,
      Glucose: 148,
      BloodPressure: 72,
      SkinThickness: 35,
      Insulin: 0,
      BMI: 33.6,
      DiabetesPedigreeFunction: 0.627,
      Age: 50,
    },
    probability: 0.7698901075776077,
  },
  cases: CASES,
} as const satisfies Task;

/** The patient that tests and drills ask about; the reference forest says "Élevé". */
export const SAMPLE_PATIENT: Readonly<Record<string, number>> = DIABETES.sample.row;

import type { Values } from "./scorer.ts";

/** Rows of the data set that show what the model can say; their names are texts of the page. */
export const SAMPLE_CASES: readonly { readonly name: SampleName; readonly values: Values }[] = [
  { name: "young", values: caseOf(1, 89, 66, 23, 94, 28.1, 0.167, 21) },
  { name: "typical", values: caseOf(3, 120, 70, 20, 79, 32, 0.5, 33) },
  { name: "older", values: caseOf(10, 101, 76, 48, 180, 32.9, 0.171, 63) },
  { name: "sugar", values: caseOf(3, 173, 84, 33, 474, 35.7, 0.258, 22) },
];

/** Which case it is. */
export type SampleName = "young" | "typical" | "older" | "sugar";

function caseOf(
  ...[pregnancies, glucose, bloodPressure, skin, insulin, bmi, pedigree, age]: number[]
): Values {
  return Object.fromEntries(
    Object.entries({
      Pregnancies: pregnancies,
      Glucose: glucose,
      BloodPressure: bloodPressure,
      SkinThickness: skin,
      Insulin: insulin,
      BMI: bmi,
      DiabetesPedigreeFunction: pedigree,
      Age: age,
    }).map(([name, value]) => [name, value ?? 0]),
  );
}

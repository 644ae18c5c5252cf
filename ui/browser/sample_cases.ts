import type { Values } from "./scorer.ts";

/** Rows of the data set that show what the model can say; their names are texts of the page. */
export const SAMPLE_CASES: readonly { readonly name: SampleName; readonly values: Values }[] = [
  { name: "young", values: caseOf(1, 89, 66, 23, 94, 28.1, 0.167, 21) },
  { name: "typical", values: caseOf(3, 120, 70, 20, 79, 32, 0.5, 33) },
  { name: "uncertain", values: caseOf(6, 148, 72, 35, 0, 33.6, 0.627, 50) },
  { name: "high", values: caseOf(8, 183, 64, 0, 0, 23.3, 0.672, 32) },
];

/** Which case it is. */
export type SampleName = "young" | "typical" | "uncertain" | "high";

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

import type { TaskColumn } from "@mlops/task";

/** The eight features, in the order of the table's columns. */
export const FEATURES: readonly TaskColumn[] = [
  { name: "Pregnancies", label: "Grossesses", unit: "", min: 0, max: 17, step: 1, default: 3 },
  {
    name: "Glucose",
    label: "Glucose (mg/dL)",
    unit: "mg/dL",
    min: 0,
    max: 200,
    step: 1,
    default: 120,
  },
  {
    name: "BloodPressure",
    label: "Pression artérielle (mm Hg)",
    unit: "mm Hg",
    min: 0,
    max: 122,
    step: 1,
    default: 70,
  },
  {
    name: "SkinThickness",
    label: "Épaisseur peau (mm)",
    unit: "mm",
    min: 0,
    max: 99,
    step: 1,
    default: 20,
  },
  {
    name: "Insulin",
    label: "Insuline (mu U/ml)",
    unit: "mu U/ml",
    min: 0,
    max: 846,
    step: 1,
    default: 79,
  },
  { name: "BMI", label: "IMC", unit: "kg/m²", min: 0, max: 67, step: 0.1, default: 32.0 },
  {
    name: "DiabetesPedigreeFunction",
    label: "Diabetes Pedigree Function",
    unit: "",
    min: 0,
    max: 2.5,
    step: 0.01,
    default: 0.5,
  },
  { name: "Age", label: "Âge", unit: "ans", min: 21, max: 81, step: 1, default: 33 },
];

/** Name of the label's column: 1 for a patient with diabetes, 0 for one without. */
export const TARGET = "Outcome";

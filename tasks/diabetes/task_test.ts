import { deepEqual, equal } from "node:assert/strict";
import { DIABETES, FEATURES, riskLevel, TARGET } from "./mod.ts";

Deno.test("riskLevel() puts each limit into the level above", () => {
  deepEqual(
    [0, 0.2999999999999999, 0.3, 0.6999999999999999, 0.7, 1].map(riskLevel),
    ["Faible", "Faible", "Modéré", "Modéré", "Élevé", "Élevé"],
  );
});

Deno.test("DIABETES has the names that the workshop's MLflow shows", () => {
  const { name, experiment, run, model } = DIABETES;
  deepEqual([name, experiment, run, model], [
    "diabetes",
    "diabetes-classification",
    "diabetes-rf-model",
    "diabetes-model",
  ]);
});

Deno.test("FEATURES has the columns, labels and sliders that the page shows", () => {
  deepEqual(
    FEATURES.map(({ name, label, min, max, step, default: start }) => [
      name,
      label,
      min,
      max,
      step,
      start,
    ]),
    [
      ["Pregnancies", "Grossesses", 0, 17, 1, 3],
      ["Glucose", "Glucose (mg/dL)", 0, 200, 1, 120],
      ["BloodPressure", "Pression artérielle (mm Hg)", 0, 122, 1, 70],
      ["SkinThickness", "Épaisseur peau (mm)", 0, 99, 1, 20],
      ["Insulin", "Insuline (mu U/ml)", 0, 846, 1, 79],
      ["BMI", "IMC", 0, 67, 0.1, 32],
      ["DiabetesPedigreeFunction", "Diabetes Pedigree Function", 0, 2.5, 0.01, 0.5],
      ["Age", "Âge", 21, 81, 1, 33],
    ],
  );
  equal(TARGET, "Outcome");
});

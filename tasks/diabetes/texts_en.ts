import type { TaskTexts } from "@mlops/task";

/** How the page speaks of diabetes in English. */
export const DIABETES_EN: TaskTexts = {
  brand: "Diabetes risk",
  shortBrand: "Diabetes",
  footer: "A demonstration of machine learning. No substitute for medical advice.",
  description: "Estimate a risk of diabetes and see why.",
  heading: "Estimate a risk of diabetes",
  lead: "Eight measurements, one probability, and the reasons behind it.",
  about:
    "A random forest, trained on patients’ records, estimates the probability of diabetes. Every answer names the version that gave it and can be checked right here.",
  form: "Patient",
  histogramHint: "Behind each slider: how the training patients are spread.",
  cases: {
    young: "Young, no sign",
    typical: "Starting values",
    older: "Aged 63, low glucose",
    sugar: "High glucose",
  },
  columns: {
    Pregnancies: "Pregnancies",
    Glucose: "Glucose (mg/dL)",
    BloodPressure: "Blood pressure (mm Hg)",
    SkinThickness: "Skin thickness (mm)",
    Insulin: "Insulin (mu U/ml)",
    BMI: "BMI",
    DiabetesPedigreeFunction: "Diabetes Pedigree Function",
    Age: "Age",
  },
  units: { ans: "years" },
  levels: ["Low", "Moderate", "High"],
  positive: "Risk of diabetes detected",
  negative: "No diabetes detected",
  why: {
    base: (figure) => `Knowing nothing of the patient, the model starts at ${figure}.`,
    raises: (items) => `What raises the risk: ${items}.`,
    lowers: (items) => `What lowers it: ${items}.`,
    nothing: "No measurement moves the probability much.",
    chart: "Contribution of each measurement, in percentage points",
    empty: "Here, what each measurement adds to the probability or takes from it.",
  },
  whatIf: {
    choose: "Measurement to vary",
    empty:
      "Here, the probability over the whole range of a measurement, and the smallest change that matters.",
    noChange: "No measurement, changed alone, leads to another answer.",
    chart: (label) => `Probability by ${label}, the other measurements unchanged`,
  },
  check: "Compare 10,000 random patients",
  quality: {
    lead: "What the predictions were worth once the truth was known, and whether patients change.",
    driftHelp:
      "PSI: stability index. From 0.1 to 0.25, compare the two histograms; beyond, the model sees other patients. KS: largest gap between the two distributions.",
  },
  csv:
    "A CSV with one column per measurement. The service adds probability, decision and level to each line.",
};

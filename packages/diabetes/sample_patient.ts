/**
 * The patient that examples, checks and drills ask about: the data set's first row, in the order of
 * the features. The reference forest answers 0.7698901075776077, "Élevé".
 */
export const SAMPLE_PATIENT: Readonly<Record<string, number>> = {
  Pregnancies: 6,
  Glucose: 148,
  BloodPressure: 72,
  SkinThickness: 35,
  Insulin: 0,
  BMI: 33.6,
  DiabetesPedigreeFunction: 0.627,
  Age: 50,
};

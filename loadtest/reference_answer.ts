/** A patient of the data set, and what the reference model answers. */
export interface ReferenceAnswer {
  /** The eight features by name, as `POST /predict` takes them. */
  readonly patient: Readonly<Record<string, number>>;
  /** Probability of diabetes, in `[0, 1]`. */
  readonly probability: number;
  /** Whether the model says diabetes. */
  readonly hasDiabetes: boolean;
  /** Risk level of the reference task. */
  readonly riskLevel: string;
}

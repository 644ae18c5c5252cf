import type { RiskLevel } from "@mlops/diabetes";

/** A case: the value of each feature by name. */
export type Values = Readonly<Record<string, number>>;

/** The answer for one case. */
export interface Prediction {
  /** Probability of diabetes, or of the predicted class for another task, 0–1. */
  readonly probability: number;
  /** The verdict, or `null` for another task than diabetes. */
  readonly hasDiabetes: boolean | null;
  /** The level, or `null` for another task than diabetes. */
  readonly riskLevel: RiskLevel | null;
  /** The predicted class, as text. */
  readonly label: string;
  /** The version that answered. */
  readonly version: string;
  /** Who computed it. */
  readonly madeBy: "service" | "browser";
  /** How long it took, the way there and back included, in ms. */
  readonly elapsedMs: number;
}

/** One feature's share in a prediction. */
export interface Contribution {
  /** Name of the feature. */
  readonly feature: string;
  /** How far it moves the probability, -1–1. */
  readonly contribution: number;
}

/** The nearest change of one feature that leads to another risk level. */
export interface NearestChange {
  /** Name of the feature. */
  readonly feature: string;
  /** Its value now. */
  readonly from: number;
  /** The value to change it to. */
  readonly to: number;
  /** Probability after the change, 0–1. */
  readonly probability: number;
  /** Level after the change, or `null` for another task than diabetes. */
  readonly riskLevel: RiskLevel | null;
  /** Class after the change, as text; empty where there is a level. */
  readonly label: string;
}

/** Why a prediction is what it is. */
export interface Explanation {
  /** Mean probability over the training rows, 0–1. */
  readonly base: number;
  /** One for each feature; with the base they sum to the probability. */
  readonly contributions: readonly Contribution[];
  /** `null` if no single change leads to another level, or where nobody looked for one. */
  readonly nearestChange: NearestChange | null;
}

/** Something that scores cases: the service, or the same forest in the browser. */
export interface Scorer {
  /**
   * Predicts one case.
   *
   * @param values The case.
   * @param signal Ends the work.
   * @returns The prediction.
   */
  predict(values: Values, signal: AbortSignal): Promise<Prediction>;
  /**
   * Predicts many cases that are nobody's, and that the service is not to log.
   *
   * @param cases The cases, at most 10 000.
   * @param signal Ends the work.
   * @returns Their probabilities in order, 0–1.
   */
  predictMany(cases: readonly Values[], signal: AbortSignal): Promise<readonly number[]>;
  /**
   * Explains one case.
   *
   * @param values The case.
   * @param signal Ends the work.
   * @returns The explanation, or `null` if this model cannot be explained.
   */
  explain(values: Values, signal: AbortSignal): Promise<Explanation | null>;
}

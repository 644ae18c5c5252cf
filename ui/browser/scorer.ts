import type { Value } from "./model_feature.ts";

/** A case: the value of each feature by name. */
export type Values = Readonly<Record<string, Value>>;

/**
 * What a figure is: a probability, 0–1; a score, which is no probability; or the predicted value of a
 * regression.
 */
export type FigureKind = "probability" | "score" | "value";

/** A class with what the model gives it. */
export interface ClassFigure {
  /** The class, as text. */
  readonly label: string;
  /** Its probability, 0–1, or its score. */
  readonly figure: number;
}

/** The answer for one case. */
export interface Prediction {
  /**
   * The number that the page draws: the probability that a verdict tells, else the predicted class's
   * probability or score, or the predicted value.
   */
  readonly figure: number;
  /** What that number is. */
  readonly kind: FigureKind;
  /** Where 90 % of such values lie, or `null` for a class, and where it is not known. */
  readonly interval: readonly [from: number, to: number] | null;
  /** Every class with its probability or score; empty where there is a verdict, and for a regression. */
  readonly classes: readonly ClassFigure[];
  /** The verdict, or `null` for a task that has none. */
  readonly isPositive: boolean | null;
  /** The level, or `null` for a task that has none. */
  readonly riskLevel: string | null;
  /** The predicted class, as text; empty for a regression. */
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
  /** How far it moves what is explained. */
  readonly contribution: number;
}

/** The nearest change of one feature that leads to another answer. */
export interface NearestChange {
  /** Name of the feature. */
  readonly feature: string;
  /** Its value now. */
  readonly from: Value;
  /** The value to change it to. */
  readonly to: Value;
  /** Probability after the change, 0–1, or the score of a model that gives none. */
  readonly figure: number;
  /** Level after the change, or `null` for a task that has none. */
  readonly riskLevel: string | null;
  /** Class after the change, as text; empty where there is a level. */
  readonly label: string;
}

/** Why a prediction is what it is. */
export interface Explanation {
  /**
   * What the contributions add up to: a probability, the raw score of a model that makes one
   * ("margin", log-odds for two classes), or the value of a regression.
   */
  readonly space: "probability" | "margin" | "value";
  /** What is known without any feature: its mean over the training rows. */
  readonly base: number;
  /** One for each feature; with the base they sum to what is explained. */
  readonly contributions: readonly Contribution[];
  /** `null` if no single change leads to another answer, or where nobody looked for one. */
  readonly nearestChange: NearestChange | null;
}

/** Something that scores cases: the service, or the same forest in the browser. */
export interface Scorer {
  /**
   * Predicts one case.
   *
   * @param signal Ends the work.
   */
  predict(values: Values, signal: AbortSignal): Promise<Prediction>;
  /**
   * Predicts many cases that are nobody's, and that the service is not to log.
   *
   * @param cases At most 10 000.
   * @param options Ends the work; and which class's figures are wanted, as a position among the model's
   * classes (default: the second of two, which is that of a verdict).
   * @returns Their figures in order.
   */
  predictMany(cases: readonly Values[], options: FigureOptions): Promise<readonly number[]>;
  /**
   * Explains one case.
   *
   * @param signal Ends the work.
   * @returns The explanation, or `null` if this model cannot be explained.
   */
  explain(values: Values, signal: AbortSignal): Promise<Explanation | null>;
}

/** Which figures are wanted of many cases. */
export interface FigureOptions {
  /** Ends the work. */
  readonly signal: AbortSignal;
  /** Position among the model's classes. */
  readonly classIndex?: number | undefined;
}

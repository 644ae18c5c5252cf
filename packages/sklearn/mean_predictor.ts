import type { Explainer, Label, OutputKind, Prediction, Rows } from "@mlops/model";
import { type ColumnTraits, joinTraits, UNUSED } from "./column_traits.ts";
import type { Estimator } from "./estimator.ts";
import { explainSum, type Term } from "./explain_sum.ts";
import { onColumns } from "./on_columns.ts";
import type { Predictor } from "./predictor.ts";

/** One of the estimators whose mean counts. */
export interface MeanMember {
  /** The estimator. */
  readonly predictor: Predictor;
  /** Columns that it takes; `null` for all of them. */
  readonly columns: readonly number[] | null;
  /** Output that each of its own adds to; `null` if they are the same. */
  readonly outputs: readonly number[] | null;
}

/** The mean of what several estimators say, weighted or not. */
export class MeanPredictor implements Predictor {
  /** Its class. */
  readonly kind: string;
  /** What it takes in each column. */
  readonly columns: readonly ColumnTraits[];
  /** Class labels. */
  readonly classes: readonly Label[];
  /** What the outputs are. */
  readonly output: OutputKind;
  /** Most by which rounding may move an output. */
  readonly rounding: number;
  /** Whether it has a decision function. */
  readonly hasScores = false;
  /** Whether Python has one. */
  readonly hidesScores: boolean;
  readonly #members: readonly MeanMember[];
  readonly #nOutputs: number;
  readonly #weights: readonly number[];
  readonly #sum: number;

  /**
   * Joins estimators.
   *
   * @param kind Its class.
   * @param members The estimators, at least one.
   * @param of Number of columns, the classes, none for a regression, the members' weights, `null` or none if
   * all count the same, and whether Python has a decision function of it; default: it has none.
   */
  constructor(
    kind: string,
    members: readonly MeanMember[],
    of: {
      nFeatures: number;
      classes: readonly Label[];
      weights?: readonly number[] | null;
      hidesScores?: boolean;
    },
  ) {
    this.kind = kind;
    this.#members = members;
    this.#weights = of.weights ?? members.map(() => 1);
    this.#sum = this.#weights.reduce((sum, weight) => sum + weight, 0);
    this.classes = of.classes;
    this.hidesScores = of.hidesScores === true;
    this.#nOutputs = Math.max(1, of.classes.length);
    this.output = of.classes.length > 0 ? "probabilities" : "value";
    this.rounding = Math.max(...members.map(({ predictor }) => predictor.rounding));
    this.columns = joinColumns(members, of.nFeatures);
  }

  /**
   * Scores rows.
   *
   * @param rows Rows.
   * @returns The prediction.
   */
  predict(rows: Rows): Prediction {
    const nOutputs = this.#nOutputs;
    const sums = new Float64Array(rows.nRows * nOutputs);
    for (const [index, { predictor, columns, outputs }] of this.#members.entries()) {
      const weight = this.#weights[index]!;
      const { values } = onColumns(rows, columns, (own) => predictor.predict(own));
      const width = values.length / rows.nRows;
      for (let row = 0; row < rows.nRows; row++) {
        for (let k = 0; k < width; k++) {
          sums[row * nOutputs + (outputs?.[k] ?? k)]! += weight * values[row * width + k]!;
        }
      }
    }
    return { values: sums.map((sum) => sum / this.#sum), labels: null };
  }

  /** There is no decision function. */
  scores(): null {
    return null;
  }

  /** Tells how rows are explained: by the mean, if all estimators are explained by outputs themselves. */
  explainer(): Explainer | string {
    const terms: Term[] = [];
    const space = this.classes.length > 0 ? "probability" : "value";
    for (const [index, { predictor, columns, outputs }] of this.#members.entries()) {
      const explainer = predictor.explainer();
      if (typeof explainer === "string") return explainer;
      if (explainer.space !== space) {
        return `its ${predictor.kind} is explained in scores, of which the mean is not taken`;
      }
      const weight = this.#weights[index]! / this.#sum;
      terms.push({
        explainer,
        columns,
        of: (output) => {
          const own = outputs === null ? output : outputs.indexOf(output);
          return own < 0 ? [] : [{ output: own, weight }];
        },
      });
    }
    return explainSum(terms, {
      space,
      nOutputs: this.#nOutputs,
      nFeatures: this.columns.length,
      start: () => 0,
    });
  }
}

/**
 * Holds estimators whose mean counts to what has one: probabilities of classes, or values.
 *
 * @param estimator What takes the mean.
 * @param members The estimators.
 * @throws {ModelError} If one has scores and no probabilities, as scikit-learn refuses it, too.
 */
export function requireMeans(estimator: Estimator, members: readonly Predictor[]): void {
  const scoring = members.find(({ output }) => output === "scores");
  if (scoring === undefined) return;
  throw estimator.fault(
    `takes the mean of ${scoring.kind}, which has no probabilities: use estimators that have some`,
    "unsupported",
  );
}

/**
 * Tells what several estimators take in columns that they share.
 *
 * @param members The estimators, each with its columns.
 * @param nFeatures Number of columns.
 * @returns What all of them take.
 */
export function joinColumns(
  members: readonly Pick<MeanMember, "predictor" | "columns">[],
  nFeatures: number,
): ColumnTraits[] {
  const traits = Array.from({ length: nFeatures }, () => UNUSED);
  for (const { predictor, columns } of members) {
    for (const [index, own] of predictor.columns.entries()) {
      const column = columns?.[index] ?? index;
      traits[column] = joinTraits(traits[column]!, own);
    }
  }
  return traits;
}

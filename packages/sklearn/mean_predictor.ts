import type { Explainer, Label, OutputKind, Prediction, Rows } from "@mlops/model";
import { atOrigin } from "./chain.ts";
import { type ColumnTraits, joinTraits, UNUSED } from "./column_traits.ts";
import type { Predictor } from "./predictor.ts";
import { takeColumns } from "./take_columns.ts";
import { takeRow } from "./take_row.ts";

/** One of the estimators whose mean counts. */
export interface MeanMember {
  /** The estimator. */
  readonly predictor: Predictor;
  /** Columns that it takes; `null` for all of them. */
  readonly columns: readonly number[] | null;
  /** Output that each of its own adds to; `null` if they are the same. */
  readonly outputs: readonly number[] | null;
}

/** The mean of what several estimators say. */
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
  readonly #members: readonly MeanMember[];
  readonly #nOutputs: number;

  /**
   * Joins estimators.
   *
   * @param kind Its class.
   * @param members The estimators, at least one.
   * @param of Number of columns, and the classes, none for a regression.
   */
  constructor(
    kind: string,
    members: readonly MeanMember[],
    of: { nFeatures: number; classes: readonly Label[] },
  ) {
    this.kind = kind;
    this.#members = members;
    this.classes = of.classes;
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
    for (const { predictor, columns, outputs } of this.#members) {
      const { values } = onColumns(rows, columns, (own) => predictor.predict(own));
      const width = values.length / rows.nRows;
      for (let row = 0; row < rows.nRows; row++) {
        for (let k = 0; k < width; k++) {
          sums[row * nOutputs + (outputs?.[k] ?? k)]! += values[row * width + k]!;
        }
      }
    }
    return { values: sums.map((sum) => sum / this.#members.length), labels: null };
  }

  /** There is no decision function. */
  scores(): null {
    return null;
  }

  /** Prepares explanations: the mean of the estimators' own, if all are of the outputs themselves. */
  explainer(): Explainer | string {
    const explainers: Explainer[] = [];
    const space = this.classes.length > 0 ? "probability" : "value";
    for (const { predictor } of this.#members) {
      const own = predictor.explainer();
      if (typeof own === "string") return own;
      if (own.space !== space) {
        return `its ${predictor.kind} is explained in scores, of which the mean is not taken`;
      }
      explainers.push(own);
    }
    const members = this.#members;
    const nFeatures = this.columns.length;
    const ownOutput = (index: number, output: number) => {
      const { outputs } = members[index]!;
      return outputs === null ? output : outputs.indexOf(output);
    };
    return {
      space,
      nOutputs: this.#nOutputs,
      baseValue: (output) =>
        explainers.reduce((sum, explainer, index) => {
          const own = ownOutput(index, output);
          return own < 0 ? sum : sum + explainer.baseValue(own);
        }, 0) / explainers.length,
      contributions(rows, row, output) {
        const one = takeRow(rows, row);
        const sums = new Float64Array(nFeatures);
        for (const [index, explainer] of explainers.entries()) {
          const own = ownOutput(index, output);
          if (own < 0) continue;
          const { columns } = members[index]!;
          const parts = onColumns(one, columns, (it) => explainer.contributions(it, 0, own));
          for (const [i, part] of parts.entries()) sums[columns?.[i] ?? i]! += part;
        }
        return sums.map((sum) => sum / explainers.length);
      },
    };
  }
}

function onColumns<T>(
  rows: Rows,
  columns: readonly number[] | null,
  run: (rows: Rows) => T,
): T {
  if (columns === null) return run(rows);
  const taken = takeColumns(rows, columns);
  return atOrigin(columns, () => run(taken));
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

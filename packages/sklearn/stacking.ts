import type { Explainer, Label, OutputKind, Prediction, Rows } from "@mlops/model";
import { atOrigin } from "./chain.ts";
import { type ColumnTraits, joinTraits } from "./column_traits.ts";
import type { Estimator } from "./estimator.ts";
import { explainSum, type Term } from "./explain_sum.ts";
import { LinearPredictor } from "./linear_predictor.ts";
import { joinColumns } from "./mean_predictor.ts";
import { type Predictor, scoreFactorOf } from "./predictor.ts";

/**
 * Reads a classifier of what other classifiers say, or a regression of what other regressions say.
 *
 * @param estimator A StackingClassifier or StackingRegressor.
 * @returns What predicts as it does.
 */
export function readStacking(estimator: Estimator): Predictor {
  estimator.version;
  const isRegression = estimator.name === "StackingRegressor";
  const classes = isRegression ? [] : estimator.classes;
  const method = isRegression ? "predict" : "predict_proba";
  const methods = estimator.list("stack_method_");
  const members = estimator.list("estimators_").map((value, index) => {
    if (methods[index] !== method) {
      throw estimator.fault(
        `asks estimators_[${index}] for its ${methods[index]}: only ${method} is supported of it`,
        "unsupported",
      );
    }
    const predictor = estimator.parts.predictor(value, `${estimator.path}.estimators_[${index}]`);
    if (predictor.classes.length !== classes.length || classes.length < 2 && !isRegression) {
      throw estimator.fault(
        `must have classifiers of ${classes.length} classes: ` +
          `estimators_[${index}] has ${predictor.classes.length}`,
      );
    }
    return predictor;
  });
  const last = estimator.parts.predictor(
    estimator.value("final_estimator_"),
    `${estimator.path}.final_estimator_`,
  );
  const nFeatures = members[0]?.columns.length ?? 0;
  const passesRows = estimator.boolean("passthrough");
  const nCells = members.length * cellsOf(classes.length) + (passesRows ? nFeatures : 0);
  const isFitting = members.every(({ columns }) => columns.length === nFeatures) &&
    last.columns.length === nCells && last.classes.length === classes.length;
  if (!isFitting || nFeatures === 0) {
    throw estimator.fault(
      `must have a final_estimator_ of ${nCells} columns and ${classes.length} classes: ` +
        `has ${last.columns.length} and ${last.classes.length}`,
    );
  }
  return new Stack({ kind: estimator.name, classes, members, last, passesRows });
}

/** Of two classes only the second one's probability is handed on, of a regression its value. */
function cellsOf(nClasses: number): number {
  return nClasses <= 2 ? 1 : nClasses;
}

/** Output of an estimator that is its first cell. */
function firstOutput(nClasses: number): number {
  return nClasses === 2 ? 1 : 0;
}

interface StackParts {
  readonly kind: string;
  readonly classes: readonly Label[];
  readonly members: readonly Predictor[];
  readonly last: Predictor;
  readonly passesRows: boolean;
}

class Stack implements Predictor {
  readonly kind: string;
  readonly columns: readonly ColumnTraits[];
  readonly classes: readonly Label[];
  readonly output: OutputKind;
  readonly rounding: number;
  readonly hasScores: boolean;
  readonly scoreFactor: number | null;
  readonly hidesScores: boolean;
  readonly #parts: StackParts;
  readonly #nFeatures: number;

  constructor(parts: StackParts) {
    const { members, last, passesRows } = parts;
    this.#parts = parts;
    this.#nFeatures = members[0]!.columns.length;
    this.kind = parts.kind;
    this.classes = parts.classes;
    this.output = last.output;
    this.hasScores = last.hasScores;
    this.scoreFactor = scoreFactorOf(last);
    this.hidesScores = last.hidesScores === true;
    // What the estimators differ by, the last one may amplify.
    this.rounding = 1e-10;
    const ofMembers = joinColumns(
      members.map((predictor) => ({ predictor, columns: null })),
      this.#nFeatures,
    );
    const passed = last.columns.slice(last.columns.length - this.#nFeatures);
    this.columns = passesRows
      ? ofMembers.map((own, index) => joinTraits(own, passed[index]!))
      : ofMembers;
  }

  predict(rows: Rows): Prediction {
    return this.#handOn(rows, (cells) => this.#parts.last.predict(cells));
  }

  scores(rows: Rows): Float64Array | null {
    return this.#handOn(rows, (cells) => this.#parts.last.scores(cells));
  }

  /**
   * Explains the last estimator's score where that is a weighted sum of probabilities, and those are
   * explained themselves, so that their SHAP values may be added up with the same weights.
   */
  explainer(): Explainer | string {
    const { members, classes, last, passesRows } = this.#parts;
    if (!(last instanceof LinearPredictor)) {
      return `its last estimator, ${last.kind}, is no sum of what the others say: with a ` +
        "LogisticRegression it could be explained";
    }
    const width = cellsOf(classes.length);
    const nFeatures = this.#nFeatures;
    const own = last.explainer();
    const terms: Term[] = [];
    for (const [index, member] of members.entries()) {
      const explainer = member.explainer();
      if (typeof explainer === "string") return explainer;
      if (explainer.space !== (classes.length === 0 ? "value" : "probability")) {
        return `its ${member.kind} is explained in scores, and its last estimator adds up ` +
          "outputs: of trees and forests they could be explained";
      }
      terms.push({
        explainer,
        columns: null,
        of: (score) =>
          Array.from({ length: width }, (_, k) => ({
            output: firstOutput(classes.length) + k,
            weight: last.coefficient(score, index * width + k),
          })),
      });
    }
    if (passesRows) {
      const at = members.length * width;
      terms.push({
        explainer: passedColumns(
          nFeatures,
          (score, column) => last.coefficient(score, at + column),
        ),
        columns: null,
        of: (score) => [{ output: score, weight: 1 }],
      });
    }
    const { space, nOutputs } = own;
    return explainSum(terms, { space, nOutputs, nFeatures, start: (k) => own.baseValue(k) });
  }

  #handOn<T>(rows: Rows, run: (cells: Rows) => T): T {
    const { members, classes, passesRows } = this.#parts;
    const { nRows } = rows;
    const nClasses = classes.length;
    const width = cellsOf(nClasses);
    const nCells = this.#parts.last.columns.length;
    const numbers = new Float64Array(nRows * nCells);
    for (const [index, member] of members.entries()) {
      const { values } = member.predict(rows);
      for (let row = 0; row < nRows; row++) {
        for (let k = 0; k < width; k++) {
          const from = row * Math.max(1, nClasses) + firstOutput(nClasses) + k;
          numbers[row * nCells + index * width + k] = values[from]!;
        }
      }
    }
    const at = members.length * width;
    if (passesRows) {
      for (let row = 0; row < nRows; row++) {
        const own = rows.numbers.subarray(row * this.#nFeatures, (row + 1) * this.#nFeatures);
        numbers.set(own, row * nCells + at);
      }
    }
    const origin = Array.from({ length: nCells }, (_, cell) => Math.max(0, cell - at));
    return atOrigin(origin, () => run({ nRows, numbers, texts: null }));
  }
}

/** Columns that the last estimator sees themselves, each with its coefficient. */
function passedColumns(
  nFeatures: number,
  coefficient: (score: number, column: number) => number,
): Explainer {
  return {
    space: "margin",
    nOutputs: 1,
    baseValue: () => 0,
    contributions: ({ numbers }, row, score) =>
      Float64Array.from(
        { length: nFeatures },
        (_, column) => coefficient(score, column) * numbers[row * nFeatures + column]!,
      ),
  };
}

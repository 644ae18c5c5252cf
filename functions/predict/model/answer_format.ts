import { findTask } from "@mlops/tasks";
import { levelOf, type Verdict } from "@mlops/task";
import type { Label, Model, Prediction } from "@mlops/model";

/** How a CSV is written. */
export interface CsvStyle {
  /** What stands between cells. */
  readonly delimiter: string;
  /** Its decimal mark. */
  readonly decimal: "." | ",";
}

/** How a model's predictions are told. */
export interface AnswerFormat {
  /** Columns that a CSV gets. */
  readonly columns: readonly string[];
  /** The words in which answers tell a verdict with its level, or `null`. */
  readonly verdict: Verdict | null;
  /**
   * Writes one row's prediction as the members of a JSON object, without its braces.
   *
   * @param prediction Predictions of some rows.
   * @param row Which of them.
   * @returns E.g. `"label":1,"probabilities":[0.2,0.8]`.
   */
  members(prediction: Prediction, row: number): string;
  /**
   * Writes one row's prediction as cells of a CSV, without a delimiter before them.
   *
   * @param prediction Predictions of some rows.
   * @param row Which of them.
   * @param style How the CSV is written.
   * @returns One cell for each of the columns.
   */
  cells(prediction: Prediction, row: number, style: CsvStyle): string;
}

/** What is to be known of a model to tell its predictions. */
export type ToldModel = Pick<Model, "classes" | "nOutputs" | "output">;

/** Tells the second of two classes in a task's own words. */
function verdictFormat(verdict: Verdict): AnswerFormat {
  const member = JSON.stringify(verdict.member);
  const quoted = new Map(verdict.levels.map((level) => [level, JSON.stringify(level)]));
  return {
    columns: ["probability", verdict.member, "risk_level"],
    verdict,
    members(prediction, row) {
      const probability = prediction.values[2 * row + 1]!;
      const level = quoted.get(levelOf(verdict, probability));
      return `${member}:${
        isSecond(prediction, row)
      },"probability":${probability},"risk_level":${level}`;
    },
    cells(prediction, row, style) {
      const probability = prediction.values[2 * row + 1]!;
      const level = levelOf(verdict, probability);
      return [numberCell(probability, style), isSecond(prediction, row), level]
        .join(style.delimiter);
    },
  };
}

/** Whether the second of two classes is predicted. */
function isSecond({ values, labels }: Prediction, row: number): boolean {
  return labels === null ? values[2 * row + 1]! > values[2 * row]! : labels[row] === 1;
}

const VALUE: AnswerFormat = {
  columns: ["prediction"],
  verdict: null,
  members: ({ values }, row) => `"prediction":${values[row]}`,
  cells: ({ values }, row, style) => numberCell(values[row]!, style),
};

/** How likely a value is to lie within its interval. */
export const INTERVAL_LEVEL = 0.9;

/**
 * Tells a value with the interval that the residuals of rows which the model was not grown on put around
 * it: from 5 % to 95 % of them.
 */
function intervalFormat(residuals: readonly number[]): AnswerFormat {
  const [below, above] = [residuals[5]!, residuals[95]!];
  return {
    columns: ["prediction", "interval_from", "interval_to"],
    verdict: null,
    members: ({ values }, row) => {
      const value = values[row]!;
      return `"prediction":${value},"interval":[${value + below},${value + above}]`;
    },
    cells: ({ values }, row, style) =>
      [values[row]!, values[row]! + below, values[row]! + above]
        .map((value) => numberCell(value, style)).join(style.delimiter),
  };
}

/**
 * Chooses how a model's predictions are told: a task may have words of its own; every other
 * classifier gets the label and the probabilities of all classes, or its scores if they are none; a
 * regression its value, with an interval where the model has residuals.
 *
 * @param task The model's task, or `null`.
 * @param model What it predicts.
 * @param residuals Quantiles of the residuals of a regression, shape `[101]`.
 * @returns The format.
 */
export function answerFormat(
  task: string | null,
  model: ToldModel,
  residuals?: readonly number[],
): AnswerFormat {
  const { classes, nOutputs, output } = model;
  if (output === "value") return residuals?.length === 101 ? intervalFormat(residuals) : VALUE;
  const verdict = findTask(task)?.verdict ?? null;
  if (verdict !== null && classes.length === 2 && output === "probabilities") {
    return verdictFormat(verdict);
  }
  const [one, all] = output === "probabilities"
    ? ["probability", "probabilities"]
    : ["score", "scores"];
  const labels = classes.map((label) => JSON.stringify(label));
  const plainLabels = classes.map((label) => toCell(`${label}`));
  const columns = nOutputs === classes.length
    ? classes.map((label) => toCell(`${one}_${label}`))
    : Array.from({ length: nOutputs }, () => one);
  return {
    columns: ["label", ...columns],
    verdict: null,
    members(prediction, row) {
      const values = prediction.values.subarray(row * nOutputs, (row + 1) * nOutputs);
      return `"label":${labels[labelOf(prediction, row, nOutputs)]},"${all}":[${values.join(",")}]`;
    },
    cells(prediction, row, style) {
      const values = prediction.values.subarray(row * nOutputs, (row + 1) * nOutputs);
      const numbers = Array.from(values, (value) => numberCell(value, style));
      return [plainLabels[labelOf(prediction, row, nOutputs)], ...numbers].join(style.delimiter);
    },
  };
}

/**
 * Finds the predicted class of one row: what the model says, else the first of its largest values.
 *
 * @param prediction Predictions of some rows.
 * @param row Which of them.
 * @param nOutputs Numbers of a row.
 * @returns Index of the class.
 */
export function labelOf({ values, labels }: Prediction, row: number, nOutputs: number): number {
  if (labels !== null) return labels[row]!;
  const begin = row * nOutputs;
  let best = begin;
  for (let index = begin + 1; index < begin + nOutputs; index++) {
    if (values[index]! > values[best]!) best = index;
  }
  return best - begin;
}

/**
 * Finds the predicted label of one row.
 *
 * @param prediction Its predictions of some rows.
 * @param row Which of them.
 * @returns The label.
 */
export function predictedLabel(model: ToldModel, prediction: Prediction, row: number): Label {
  return model.classes[labelOf(prediction, row, model.nOutputs)]!;
}

/** A decimal comma would end the cell where commas do. */
function numberCell(value: number, { delimiter, decimal }: CsvStyle): string {
  return decimal === "," && delimiter !== "," ? `${value}`.replace(".", ",") : `${value}`;
}

/** Quotes a cell where RFC 4180 asks for it, whatever separates the cells. */
function toCell(text: string): string {
  return /[",;\t|\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

import { RISK_LEVELS, riskLevel } from "@mlops/diabetes";

/** How a model's probabilities are told. */
export interface AnswerFormat {
  /** Columns that a CSV gets. */
  readonly columns: readonly string[];
  /** Whether answers tell a diagnosis with its risk level. */
  readonly isDiabetes: boolean;
  /**
   * Writes one row's prediction as the members of a JSON object, without its braces.
   *
   * @param probabilities Probabilities, row-major `[nRows, nClasses]`.
   * @param offset Where the row begins.
   * @returns E.g. `"label":1,"probabilities":[0.2,0.8]`.
   */
  members(probabilities: Float64Array, offset: number): string;
  /**
   * Writes one row's prediction as cells of a CSV, without the comma before them.
   *
   * @param probabilities Probabilities, row-major `[nRows, nClasses]`.
   * @param offset Where the row begins.
   * @returns One cell for each of the columns.
   */
  cells(probabilities: Float64Array, offset: number): string;
}

/** Risk levels as JSON texts. */
const QUOTED = Object.fromEntries(RISK_LEVELS.map((level) => [level, JSON.stringify(level)]));

const DIABETES: AnswerFormat = {
  columns: ["probability", "has_diabetes", "risk_level"],
  isDiabetes: true,
  members(probabilities, offset) {
    const probability = probabilities[offset + 1]!;
    const isLikely = probability > probabilities[offset]!;
    return `"has_diabetes":${isLikely},"probability":${probability},"risk_level":${
      QUOTED[riskLevel(probability)]
    }`;
  },
  cells(probabilities, offset) {
    const probability = probabilities[offset + 1]!;
    const isLikely = probability > probabilities[offset]!;
    return `${probability},${isLikely},${riskLevel(probability)}`;
  },
};

/**
 * Chooses how a model's predictions are told: the diabetes task has words of its own, every other
 * task gets the label and the probabilities of all classes.
 *
 * @param task The model's task, or `null`.
 * @param classes Class labels in the order of the probabilities.
 * @returns The format.
 */
export function answerFormat(
  task: string | null,
  classes: readonly (number | string)[],
): AnswerFormat {
  if (task === "diabetes" && classes.length === 2) return DIABETES;
  const labels = classes.map((label) => JSON.stringify(label));
  const plainLabels = classes.map((label) => toCell(`${label}`));
  return {
    columns: ["label", ...classes.map((label) => toCell(`probability_${label}`))],
    isDiabetes: false,
    members(probabilities, offset) {
      const row = probabilities.subarray(offset, offset + labels.length);
      return `"label":${labels[likeliest(row)]},"probabilities":[${row.join(",")}]`;
    },
    cells(probabilities, offset) {
      const row = probabilities.subarray(offset, offset + labels.length);
      return `${plainLabels[likeliest(row)]},${row.join(",")}`;
    },
  };
}

/**
 * Finds the predicted class of one row: the first of its largest probabilities.
 *
 * @param probabilities Those of one row or, row-major, of several.
 * @param begin Where the row begins.
 * @param end Where it ends.
 * @returns Index of the class.
 */
export function likeliest(
  probabilities: Float64Array,
  begin = 0,
  end: number = probabilities.length,
): number {
  let best = begin;
  for (let index = begin + 1; index < end; index++) {
    if (probabilities[index]! > probabilities[best]!) best = index;
  }
  return best - begin;
}

/** Quotes a cell where RFC 4180 asks for it. */
function toCell(text: string): string {
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

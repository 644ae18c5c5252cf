import { type Model, type Prediction, type Rows, ValueError } from "@mlops/model";

/** Probabilities may be off so much by the rounding of long sums. */
const ROUNDING = 1e-5;

/**
 * Holds what a model of our own formats says to what its answers may be, before anybody reads or keeps it:
 * finite numbers, and probabilities between 0 and 1. A file may hold leaves of any size, and the exponential
 * of a sum is soon infinite; JSON has no such number. What runs apart was held to it there.
 *
 * @param model The model.
 * @param rows What it scored.
 * @param prediction What it says.
 * @returns The same prediction.
 * @throws {ValueError} If a row has no such answer; it names the row's largest value.
 */
export function requireSound(model: ScoringModel, rows: Rows, prediction: Prediction): Prediction {
  const at = findUnsound(model, prediction);
  if (at < 0) return prediction;
  throw unsound(rows, Math.floor(at / model.nOutputs), prediction.values[at]!);
}

/** What answers are held to by. */
type ScoringModel = Pick<Model, "engine" | "output" | "nOutputs">;

/**
 * Finds the first number that is no answer.
 *
 * @returns Its place among the values, or -1.
 */
export function findUnsound({ engine, output }: ScoringModel, { values }: Prediction): number {
  if (engine !== "native") return -1;
  const isProbability = output === "probabilities";
  for (let at = 0; at < values.length; at++) {
    const value = values[at]!;
    const isSound = isProbability
      ? value >= -ROUNDING && value <= 1 + ROUNDING
      : Number.isFinite(value);
    if (!isSound) return at;
  }
  return -1;
}

function unsound({ numbers, nRows }: Rows, row: number, value: number): ValueError {
  const width = numbers.length / nRows;
  const cells = numbers.subarray(row * width, (row + 1) * width);
  let largest = 0;
  cells.forEach((cell, column) => {
    if (Math.abs(cell) > Math.abs(cells[largest]!)) largest = column;
  });
  return new ValueError(
    row,
    largest,
    `must be a value that the model can score: it answers ${value}`,
  );
}

import type { GoldenRow } from "@mlops/mlflow";
import { type Model, type Prediction, type Rows, ValueError } from "@mlops/model";
import { requireSound } from "../scoring/sound_prediction.ts";
import { sampleRows } from "../engines/sample_rows.ts";
import type { RowReader } from "../rows/row_reader.ts";
import { ValidationError } from "../http/validation_error.ts";
import { RefusedModelError } from "./refused_model_error.ts";

/**
 * Holds a model to rows with the answers that its trainer saw. Without such rows it scores one of zeros,
 * so that no client waits for the first score.
 *
 * @param tested The model, and what reads its rows by name.
 * @param golden The rows.
 * @param title Name and version, for the message.
 * @throws {RefusedModelError} If it answers otherwise.
 */
export async function checkGoldenRows(
  { model, rows }: { readonly model: Model; readonly rows: RowReader },
  golden: readonly GoldenRow[],
  title: string,
): Promise<void> {
  if (golden.length === 0) return await scoreOnce(model, title);
  const { values } = await model.predict(readGoldenRows({ model, rows }, golden, title));
  golden.forEach(({ probabilities, prediction }, row) => {
    const scored = values.subarray(row * model.nOutputs, (row + 1) * model.nOutputs);
    const due = probabilities ?? (prediction === undefined ? [] : [prediction]);
    const isEqual = due.length === model.nOutputs &&
      due.every((wanted, index) =>
        Math.abs(wanted - scored[index]!) <= model.rounding * Math.max(1, Math.abs(wanted))
      );
    if (isEqual) return;
    throw new RefusedModelError(
      "golden_rows",
      `Cannot serve ${title} as it must score golden row ${row} as the trainer did, [${due}]: scores [${
        scored.join(",")
      }]`,
    );
  });
}

function readGoldenRows(
  { model, rows }: { readonly model: Model; readonly rows: RowReader },
  golden: readonly GoldenRow[],
  title: string,
): Rows {
  const refuse = (what: string) =>
    new RefusedModelError("golden_rows", `Cannot serve ${title} as its golden rows must ${what}`);
  if (golden.every(({ values }) => values !== undefined)) {
    try {
      return rows.readMany(golden.map(({ values }) => values));
    } catch (error) {
      if (!(error instanceof ValidationError)) throw error;
      throw refuse(`be rows of the model: ${error.message}`);
    }
  }
  const nFeatures = model.features.length;
  if (golden.some(({ features }) => features?.length !== nFeatures)) {
    throw refuse(`have ${nFeatures} features`);
  }
  return {
    nRows: golden.length,
    numbers: Float64Array.from(golden.flatMap(({ features = [] }) => features)),
    texts: null,
  };
}

async function scoreOnce(model: Model, title: string): Promise<void> {
  const rows = sampleRows(model.features, 1);
  let prediction: Prediction;
  try {
    prediction = await model.predict(rows);
  } catch (error) {
    // Zeros may be no value of this model; others are.
    if (!(error instanceof ValueError)) throw error;
    return;
  }
  try {
    requireSound(model, rows, prediction);
  } catch (cause) {
    if (!(cause instanceof ValueError)) throw cause;
    const fault = `it must score a row of zeros with numbers that are answers: ${cause.message}`;
    throw new RefusedModelError("model_file", `Cannot serve ${title} as ${fault}`, { cause });
  }
}

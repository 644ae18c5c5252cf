import type { GoldenRow } from "@mlops/mlflow";
import { type Model, ValueError } from "@mlops/model";
import { sampleRows } from "../engines/sample_rows.ts";
import { RefusedModelError } from "./refused_model_error.ts";

/**
 * Holds a model to rows with the answers that its trainer saw. Without such rows it scores one of zeros,
 * so that no client waits for the first score.
 *
 * @param model The model.
 * @param golden The rows.
 * @param title Name and version, for the message.
 * @throws {RefusedModelError} If it answers otherwise.
 */
export async function checkGoldenRows(
  model: Model,
  golden: readonly GoldenRow[],
  title: string,
): Promise<void> {
  const nFeatures = model.features.length;
  if (golden.some(({ features }) => features.length !== nFeatures)) {
    throw new RefusedModelError(
      "golden_rows",
      `Cannot serve ${title} as its golden rows must have ${nFeatures} features`,
    );
  }
  if (golden.length === 0) return await scoreOnce(model);
  const { values } = await model.predict({
    nRows: golden.length,
    numbers: Float64Array.from(golden.flatMap(({ features }) => features)),
    texts: null,
  });
  golden.forEach(({ probabilities }, row) => {
    const scored = values.subarray(row * model.nOutputs, (row + 1) * model.nOutputs);
    const isEqual = probabilities.length === model.nOutputs &&
      probabilities.every((wanted, index) =>
        Math.abs(wanted - scored[index]!) <= model.rounding * Math.max(1, Math.abs(wanted))
      );
    if (isEqual) return;
    throw new RefusedModelError(
      "golden_rows",
      `Cannot serve ${title} as it must score golden row ${row} as the trainer did, [${probabilities}]: scores [${
        scored.join(",")
      }]`,
    );
  });
}

async function scoreOnce(model: Model): Promise<void> {
  try {
    await model.predict(sampleRows(model.features, 1));
  } catch (error) {
    // Zeros may be no value of this model; others are.
    if (!(error instanceof ValueError)) throw error;
  }
}

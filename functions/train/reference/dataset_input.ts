import { REFERENCE_TASK } from "@mlops/tasks";
import type { DatasetInput } from "@mlops/mlflow";
import type { Dataset } from "../dataset/dataset.ts";

/**
 * Describes the table as an input of the run, in the form that MLflow's page shows under "Datasets".
 *
 * @param dataset The table.
 * @param nRows How many rows it has.
 * @returns The input, tagged as used for training.
 */
export function datasetInput(dataset: Dataset, nRows: number): DatasetInput {
  const columns = [
    ...REFERENCE_TASK.columns.map((feature) => ({
      type: "double",
      name: feature.name,
      required: true,
    })),
    { type: "long", name: REFERENCE_TASK.target, required: true },
  ];
  return {
    name: dataset.name,
    // MLflow's stores hold 36 characters; the whole hash stands in the model's metadata.
    digest: dataset.sha256.slice(0, 32),
    sourceType: dataset.sourceType,
    source: JSON.stringify(
      dataset.sourceType === "http" ? { url: dataset.source } : { uri: dataset.source },
    ),
    schema: JSON.stringify({ "mlflow_colspec": columns }),
    profile: JSON.stringify({ "num_rows": nRows, "num_elements": nRows * columns.length }),
    tags: { "mlflow.data.context": "training" },
  };
}

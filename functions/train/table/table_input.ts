import type { DatasetInput } from "@mlops/mlflow";
import type { TrainingTable } from "../dataset/read_training_table.ts";
import type { DataColumn, TableData } from "./table_data.ts";

/** MLflow's types of columns. */
const TYPES: Readonly<Record<DataColumn["input"], string>> = {
  number: "double",
  integer: "long",
  boolean: "boolean",
  category: "string",
};

/**
 * Describes a table as an input of the run, in the form that MLflow's page shows under "Datasets".
 *
 * @param read The table, and where it came from.
 * @param data Its columns.
 * @returns The input, tagged as used for training.
 */
export function tableInput(
  read: TrainingTable,
  { columns, target, rows }: TableData,
): DatasetInput {
  const isText = target.kind === "classes" && typeof target.labels[0] === "string";
  const types = [
    ...columns.map(({ name, input, isOptional }) => ({
      type: TYPES[input],
      name,
      required: !isOptional,
    })),
    {
      type: isText ? "string" : target.kind === "numbers" ? "double" : "long",
      name: target.name,
      required: true,
    },
  ];
  const isHttp = /^https?:/i.test(read.source);
  return {
    name: read.name,
    // MLflow's stores hold 36 characters; the whole hash stands in the model's metadata.
    digest: read.sha256.slice(0, 32),
    sourceType: isHttp ? "http" : "local",
    source: JSON.stringify(isHttp ? { url: read.source } : { uri: read.source }),
    schema: JSON.stringify({ "mlflow_colspec": types }),
    profile: JSON.stringify({
      "num_rows": rows.length,
      "num_elements": rows.length * types.length,
    }),
    tags: { "mlflow.data.context": "training" },
  };
}

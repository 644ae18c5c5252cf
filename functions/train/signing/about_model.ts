import { type MlModel, parseModelMetadata } from "@mlops/mlflow";

/**
 * Gathers what people should see of a model before they trust it.
 *
 * @param mlModel Its `MLmodel`.
 * @returns A JSON-compatible mapping for the statement that is signed.
 */
export function aboutModel(mlModel: MlModel): Record<string, unknown> {
  const { features, goldenRows = [] } = parseModelMetadata(mlModel.metadata);
  const inputs = mlModel.signature?.inputs ?? [];
  return {
    flavors: Object.keys(mlModel.flavors),
    "mlflow_version": mlModel.mlflowVersion,
    "utc_time_created": mlModel.utcTimeCreated,
    inputs: inputs.map(({ name, type, dtype }) => ({ name, type: dtype ?? type })),
    outputs: (mlModel.signature?.outputs ?? []).map(({ name, type, dtype }) => ({
      name,
      type: dtype ?? type,
    })),
    features: features.map(({ name }) => name),
    "golden_rows": goldenRows.length,
  };
}

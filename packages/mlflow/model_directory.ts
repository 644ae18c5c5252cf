/**
 * The files of an MLflow model: `MLmodel`, and the folder of the ONNX flavor.
 *
 * @module
 */
export { formatMlModel, parseMlModel } from "./ml_model_file.ts";
export {
  type ExampleTable,
  type ModelDirectory,
  onnxModelDirectory,
  type OnnxModelParts,
} from "./onnx_model_directory.ts";

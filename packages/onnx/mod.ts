/**
 * Reads and writes random forests as ONNX files, in the form that skl2onnx gives them, and tells what
 * any other ONNX file holds. It does not score: `@mlops/forest` does. Pure: bytes in, arrays out, with
 * its own protobuf reader and writer.
 *
 * @example A forest of one tree, there and back
 * ```ts
 * import { decodeForest, describeModel, encodeForest } from "@mlops/onnx";
 * import { deepEqual, equal } from "node:assert/strict";
 *
 * const bytes = encodeForest({
 *   nFeatures: 2,
 *   classes: [0, 1],
 *   roots: Int32Array.of(0),
 *   left: Int32Array.of(1, -1, -1),
 *   right: Int32Array.of(2, -1, -1),
 *   feature: Int32Array.of(1, -2, -2),
 *   threshold: Float64Array.of(0.5, -2, -2),
 *   cover: Float64Array.of(10, 6, 4),
 *   value: Float64Array.of(0.6, 0.4, 5 / 6, 1 / 6, 0.25, 0.75),
 * });
 * const forest = decodeForest(bytes);
 * deepEqual(forest.value.subarray(2), Float64Array.of(5 / 6, 1 / 6, 0.25, 0.75));
 * equal(describeModel(bytes).nodes[0]?.opType, "TreeEnsembleClassifier");
 * ```
 *
 * @module
 */

export type { ForestEnsemble } from "@mlops/forest";
export { decodeForest } from "./decode_forest.ts";
export { describeModel, type InputDescription, type ModelDescription } from "./describe_model.ts";
export { encodeForest, type EncodeOptions } from "./encode_forest.ts";
export { externalFiles } from "./external_files.ts";
export type { GraphColumn } from "./graph_column.ts";
export type { InputTraits } from "./input_traits.ts";
export { OnnxError } from "./onnx_error.ts";
export { readTreeModel, type TreeModelOptions } from "./read_tree_model.ts";
export { removeZipMaps } from "./remove_zip_maps.ts";
export type { ValueInfo } from "./value_info.ts";
export type { DecodedForest } from "./to_ensemble.ts";
export type { WrittenForest } from "./to_tree_attributes.ts";

/**
 * What a model is to whoever serves it: columns in, predictions and explanations out, whichever file it
 * came from.
 *
 * @module
 */

export { ModelError, ValueError } from "./errors.ts";
export { allAtOnce, type Explainer, explainInPieces, prepareInPieces } from "./explainer.ts";
export type { Label, Model, OutputKind, Prediction } from "./model.ts";
export type { FeatureType, ModelFeature } from "./model_feature.ts";
export { ownOrder } from "./own_order.ts";
export type { Rows } from "./rows.ts";
export { MAX_FEATURES } from "./max_features.ts";
export { float64Array, int32Array } from "./short_arrays.ts";

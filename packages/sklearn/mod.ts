/**
 * Reads fitted estimators of scikit-learn, and computes what they compute: trees, forests, boosting,
 * linear models, and the pipelines around them. Pure: bytes in, a model out; nothing in a file runs.
 *
 * @module
 */

export { readSklearn, type SklearnOptions } from "./read_sklearn.ts";
export { SklearnModel } from "./sklearn_model.ts";

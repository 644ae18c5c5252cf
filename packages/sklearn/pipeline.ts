import { ModelError } from "@mlops/model";
import { PythonTuple, type PythonValue } from "@mlops/pickle";
import { Chain } from "./chain.ts";
import type { Estimator } from "./estimator.ts";
import { LinearPredictor } from "./linear_predictor.ts";
import { PreparedPredictor } from "./prepared_predictor.ts";
import type { Predictor } from "./predictor.ts";
import type { Transformer } from "./transformer.ts";

/**
 * Reads a pipeline that predicts: transformers, and an estimator as the last step.
 *
 * @param estimator A Pipeline.
 * @returns What predicts as it does.
 */
export function readPipeline(estimator: Estimator): Predictor {
  const steps = readSteps(estimator);
  const last = steps.at(-1)!;
  const transformers = readTransformers(estimator, steps.slice(0, -1), null);
  const predictor = estimator.parts.predictor(last.value, last.path);
  if (transformers.length === 0) return predictor;
  requireWidth(last.path, transformers.at(-1)!, predictor.columns.length);
  const { hasNoise, changesSums } = new Chain(transformers, transformers[0]!.nInputs);
  if (hasNoise && (changesSums || !isSteady(predictor))) {
    const what = changesSums ? "a later step" : predictor.kind;
    throw new ModelError(
      "unsupported",
      `${estimator.path} has components that are rounding errors and nothing else, by which ${what} ` +
        "would decide: give its PCA fewer n_components",
    );
  }
  return new PreparedPredictor(`Pipeline ${predictor.kind}`, transformers, predictor);
}

/**
 * Reads a pipeline that transforms, as within a ColumnTransformer.
 *
 * @param estimator A Pipeline.
 * @param nInputs Number of columns, if that is known.
 * @returns What transforms as it does.
 */
export function readTransformerPipeline(estimator: Estimator, nInputs: number | null): Transformer {
  const steps = readTransformers(estimator, readSteps(estimator), nInputs);
  const width = nInputs ?? steps[0]?.nInputs;
  if (width === undefined) throw estimator.fault("must have a step that tells its columns");
  return new Chain(steps, width);
}

/** Predictors whose answer changes as little as what they are given. */
const STEADY = ["MLPClassifier", "MLPRegressor", "GaussianNB"];

function isSteady(predictor: Predictor): boolean {
  return predictor instanceof LinearPredictor || STEADY.includes(predictor.kind);
}

interface Step {
  readonly value: PythonValue;
  readonly path: string;
}

function readSteps(estimator: Estimator): Step[] {
  const steps = estimator.list("steps").map((step, index) => {
    const [, value] = step instanceof PythonTuple ? step.items : [];
    const name = `steps[${index}]`;
    if (value === undefined) throw estimator.unfit(name, "(name, estimator)", step);
    return { value, path: `${estimator.path}.${name}` };
  });
  if (steps.length === 0) throw estimator.fault("must have steps");
  return steps;
}

function readTransformers(
  estimator: Estimator,
  steps: readonly Step[],
  nInputs: number | null,
): Transformer[] {
  const transformers: Transformer[] = [];
  let isSparse = false;
  for (const { value, path } of steps) {
    if (value === "passthrough" || value === null) continue;
    const before = transformers.at(-1);
    const width = before === undefined ? nInputs : before.sources.length;
    const transformer = estimator.parts.transformer(value, path, width);
    if (before !== undefined) {
      requireWidth(path, before, transformer.nInputs);
      if (transformer.hasNone?.includes(true) && before.handingOnNone !== undefined) {
        transformers[transformers.length - 1] = before.handingOnNone(transformer.hasNone);
      }
    }
    if (isSparse && transformer.keepsZeros === true) {
      throw new ModelError(
        "unsupported",
        `${path} leaves the zeros of a sparse table as they are, as a QuantileTransformer of ` +
          'output_distribution="normal" does, which is not supported: make the table before it dense ' +
          "(sparse_output=False, sparse_threshold=0)",
      );
    }
    isSparse = transformer.isSparse ?? isSparse;
    transformers.push(transformer);
  }
  return transformers;
}

function requireWidth(path: string, before: Transformer, nInputs: number): void {
  if (before.sources.length === nInputs) return;
  throw new ModelError(
    "damaged",
    `${path} must take the columns of the step before: takes ${nInputs} of ${before.sources.length}`,
  );
}

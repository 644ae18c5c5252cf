import type { Label, OutputKind, Prediction, Rows } from "@mlops/model";
import { NumpyArray, type PythonValue } from "@mlops/pickle";
import { sigmoid } from "@mlops/trees";
import { type ColumnTraits, NUMBER } from "./column_traits.ts";
import type { Estimator } from "./estimator.ts";
import { rowSoftmax, secondClassLink } from "./linear_links.ts";
import type { Predictor } from "./predictor.ts";
import { requireFinite } from "./require_finite.ts";

/** BLAS adds in an order of its own, layer by layer. */
const ROUNDING = 1e-10;

/** What a unit makes of its sum. */
type Activation = (sum: number) => number;

const ACTIVATIONS: ReadonlyMap<string, Activation> = new Map([
  ["identity", (sum: number) => sum],
  ["logistic", sigmoid],
  ["tanh", Math.tanh],
  ["relu", (sum: number) => Math.max(sum, 0)],
]);

/** Sums of all units before, one for each unit. */
interface Layer {
  /** Row-major `[nInputs, nUnits]`. */
  readonly weights: Float64Array;
  /** Shape `[nUnits]`. */
  readonly intercepts: Float64Array;
}

/**
 * Reads layers of units, each of which sums up all units of the layer before.
 *
 * @param estimator An MLPClassifier or MLPRegressor.
 * @returns What predicts as it does.
 */
export function readNeuralNetwork(estimator: Estimator): Predictor {
  estimator.version;
  const name = estimator.text("activation");
  const activation = ACTIVATIONS.get(name);
  if (activation === undefined) {
    throw estimator.fault(`has activation ${JSON.stringify(name.slice(0, 40))}`);
  }
  const layers = readLayers(estimator);
  const nOutputs = layers.at(-1)!.intercepts.length;
  const isClassifier = estimator.name === "MLPClassifier";
  const classes = isClassifier ? readClasses(estimator, nOutputs) : [];
  if (!isClassifier && nOutputs !== 1) {
    throw estimator.fault(
      `predicts ${nOutputs} targets at once, which is not supported: train a model for each`,
      "unsupported",
    );
  }
  const last = estimator.text("out_activation_");
  const outputsOf = readOutputs(estimator, last, classes.length);
  return new NeuralNetwork(estimator, { classes, layers, activation, outputsOf });
}

function readLayers(estimator: Estimator): Layer[] {
  const intercepts = estimator.list("intercepts_");
  let nInputs = estimator.nFeatures;
  const layers = estimator.list("coefs_").map((value, index): Layer => {
    const weights = arrayOf(estimator, value, `coefs_[${index}]`);
    const starts = arrayOf(estimator, intercepts[index], `intercepts_[${index}]`);
    const nUnits = starts.length;
    if (weights.shape.join() !== `${nInputs},${nUnits}` || nUnits === 0) {
      throw estimator.fault(
        `must have coefs_[${index}] of shape [${nInputs}, ${nUnits}]: is ` +
          `[${weights.shape.join(", ")}]`,
      );
    }
    nInputs = nUnits;
    return {
      weights: finite(estimator, weights, `coefs_[${index}]`),
      intercepts: finite(estimator, starts, `intercepts_[${index}]`),
    };
  });
  if (layers.length === 0 || intercepts.length !== layers.length) {
    throw estimator.fault(`must have intercepts of ${layers.length} layers, and a layer`);
  }
  return layers;
}

function arrayOf(
  estimator: Estimator,
  value: PythonValue | undefined,
  name: string,
): NumpyArray<PythonValue> {
  if (value instanceof NumpyArray) return value;
  throw estimator.unfit(name, "an array", value);
}

function finite(estimator: Estimator, array: NumpyArray<PythonValue>, name: string): Float64Array {
  const numbers = estimator.decode(name, () => array.toFloat64Array());
  if (numbers.every((it) => Number.isFinite(it))) return numbers;
  throw estimator.fault(`must have a finite ${name}: ${name} not finite`);
}

function readClasses(estimator: Estimator, nOutputs: number): Label[] {
  const binarizer = estimator.open(estimator.value("_label_binarizer"), "_label_binarizer");
  if (binarizer.text("y_type_").startsWith("multilabel")) {
    throw estimator.fault(
      "tells several classes of a row at once, which is not supported: train a model for each",
      "unsupported",
    );
  }
  const { classes } = estimator;
  if (classes.length >= 2 && nOutputs === (classes.length === 2 ? 1 : classes.length)) {
    return classes;
  }
  throw estimator.fault(`must have units for its ${classes.length} classes: has ${nOutputs}`);
}

/** Makes the outputs of a row of the sums of the last layer, in its own part of `values`. */
type Outputs = (sums: Float64Array, values: Float64Array) => void;

function readOutputs(estimator: Estimator, activation: string, nClasses: number): Outputs {
  if (nClasses === 2 && activation === "logistic") return secondClassLink;
  if (nClasses > 2 && activation === "softmax") return rowSoftmax;
  if (nClasses === 0 && activation === "identity") return (sums, values) => values.set(sums);
  // Of the loss "poisson", since 1.7.
  if (nClasses === 0 && activation === "exp") {
    return (sums, values) => values.set(sums.map((sum) => Math.exp(sum)));
  }
  throw estimator.fault(
    `must have an out_activation_ for ${nClasses || "no"} classes: is ` +
      JSON.stringify(activation.slice(0, 40)),
  );
}

interface NetworkParts {
  readonly classes: readonly Label[];
  readonly layers: readonly Layer[];
  readonly activation: Activation;
  readonly outputsOf: Outputs;
}

class NeuralNetwork implements Predictor {
  readonly kind: string;
  readonly columns: readonly ColumnTraits[];
  readonly classes: readonly Label[];
  readonly output: OutputKind;
  readonly rounding = ROUNDING;
  readonly hasScores = false;
  readonly #parts: NetworkParts;

  constructor(estimator: Estimator, parts: NetworkParts) {
    this.#parts = parts;
    this.kind = estimator.name;
    this.classes = parts.classes;
    this.output = parts.classes.length > 0 ? "probabilities" : "value";
    this.columns = Array.from({ length: estimator.nFeatures }, () => NUMBER);
  }

  predict(rows: Rows): Prediction {
    requireFinite(rows);
    const nColumns = this.columns.length;
    const nOutputs = Math.max(1, this.classes.length);
    const values = new Float64Array(rows.nRows * nOutputs);
    for (let row = 0; row < rows.nRows; row++) {
      const sums = this.#sums(rows.numbers.subarray(row * nColumns, (row + 1) * nColumns));
      this.#parts.outputsOf(sums, values.subarray(row * nOutputs, (row + 1) * nOutputs));
    }
    return { values, labels: null };
  }

  #sums(row: Float64Array): Float64Array {
    const { layers, activation } = this.#parts;
    let units = row;
    for (const [index, layer] of layers.entries()) {
      const sums = sumUp(units, layer);
      units = index === layers.length - 1 ? sums : sums.map(activation);
    }
    return units;
  }

  scores(): null {
    return null;
  }

  explainer(): string {
    return "it is a network of layers, which no sum of contributions goes through: trees and linear models " +
      "could be explained";
  }
}

function sumUp(units: Float64Array, { weights, intercepts }: Layer): Float64Array {
  const nUnits = intercepts.length;
  const sums = new Float64Array(nUnits);
  for (let from = 0; from < units.length; from++) {
    const x = units[from]!;
    for (let to = 0; to < nUnits; to++) sums[to]! += x * weights[from * nUnits + to]!;
  }
  for (let to = 0; to < nUnits; to++) sums[to]! += intercepts[to]!;
  return sums;
}

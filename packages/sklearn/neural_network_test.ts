import { deepEqual, match, throws } from "node:assert/strict";
import { readSklearn } from "./mod.ts";
import { estimator, pickled, type PickledObject, vector } from "./testdata/pickled.ts";

function network(className: string, state: PickledObject["state"] = {}): Uint8Array {
  return pickled(estimator(`sklearn.neural_network._multilayer_perceptron.${className}`, {
    "n_features_in_": 2,
    activation: "relu",
    "out_activation_": "identity",
    "coefs_": [{ shape: [2, 2], numbers: [1, -1, 2, -2] }, { shape: [2, 1], numbers: [3, 5] }],
    "intercepts_": [vector(0, 1), vector(7)],
    ...state,
  }));
}

Deno.test("readNeuralNetwork() sums up layer by layer", () => {
  const rows = { nRows: 2, numbers: Float64Array.of(1, 1, -1, -1), texts: null };
  const of = (
    state: PickledObject["state"],
  ) => [...readSklearn(network("MLPRegressor", state)).predict(rows).values];
  deepEqual(of({}), [3 * 3 + 7, 5 * 4 + 7]);
  deepEqual(of({ activation: "identity" }), [3 * 3 + 5 * -2 + 7, 3 * -3 + 5 * 4 + 7]);
  deepEqual(of({ "out_activation_": "exp" }), [Math.exp(16), Math.exp(27)]);
  const explainer = readSklearn(network("MLPRegressor")).explainer();
  match(explainer as string, /network of layers, which no sum of contributions goes through/);
});

Deno.test("readNeuralNetwork() refuses what does not fit", () => {
  const cases: [PickledObject["state"], RegExp][] = [
    [{ activation: "gelu" }, /has activation "gelu"/],
    [{ "out_activation_": "softmax" }, /out_activation_ for no classes: is "softmax"/],
    [{ "n_features_in_": 3 }, /coefs_\[0\] of shape \[3, 2\]: is \[2, 2\]/],
    [{ "intercepts_": [vector(0, 1)] }, /intercepts_\[1\] as an array/],
    [{ "intercepts_": [vector(0, 1), vector(1), vector(1)] }, /intercepts of 2 layers/],
    [{ "intercepts_": [vector(0, NaN), vector(1)] }, /intercepts_\[0\] not finite/],
    [{ "coefs_": [], "intercepts_": [] }, /intercepts of 0 layers, and a layer/],
    [
      { "coefs_": [{ shape: [2, 2], numbers: [1, 1, 1, 1] }], "intercepts_": [vector(0, 1)] },
      /predicts 2 targets at once, which is not supported/,
    ],
  ];
  for (const [state, message] of cases) {
    throws(() => readSklearn(network("MLPRegressor", state)), message);
  }
  const classifier = (state: PickledObject["state"], kind = "binary") =>
    readSklearn(network("MLPClassifier", {
      "classes_": [0, 1],
      "out_activation_": "logistic",
      "_label_binarizer": estimator("sklearn.preprocessing._label.LabelBinarizer", {
        "y_type_": kind,
      }),
      ...state,
    }));
  deepEqual(classifier({}).classes, [0, 1]);
  throws(() => classifier({ "classes_": [0, 1, 2] }), /units for its 3 classes: has 1/);
  throws(() => classifier({ "out_activation_": "softmax" }), /out_activation_ for 2 classes/);
  throws(() => classifier({}, "multilabel-indicator"), /several classes of a row at once/);
});

import { equal, throws } from "node:assert/strict";
import { readSklearn } from "./mod.ts";
import { estimator, pickled, type PickledObject, pipeline, vector } from "./testdata/pickled.ts";

const OF_TWO = { "n_features_in_": 1, "classes_": [0, 1] };

/** Its decision function is the column itself. */
const SCORING = estimator("sklearn.svm._classes.LinearSVC", {
  ...OF_TWO,
  "coef_": { shape: [1, 1], numbers: [1] },
  "intercept_": vector(0),
});

const CONSTANT = estimator("sklearn.dummy.DummyClassifier", {
  ...OF_TWO,
  "class_prior_": vector(0.25, 0.75),
  strategy: "prior",
});

const NORMAL = estimator("sklearn.naive_bayes.GaussianNB", {
  ...OF_TWO,
  "theta_": { shape: [2, 1], numbers: [0, 0] },
  "var_": { shape: [2, 1], numbers: [1, 1] },
  "epsilon_": 0,
  "class_prior_": vector(0.25, 0.75),
  "class_count_": vector(1, 3),
});

function bagged(member: PickledObject): PickledObject {
  return estimator("sklearn.ensemble._bagging.BaggingClassifier", {
    ...OF_TWO,
    "estimators_": [member],
    "estimators_features_": [[0]],
  });
}

function stacked(last: PickledObject): PickledObject {
  return estimator("sklearn.ensemble._stacking.StackingClassifier", {
    ...OF_TWO,
    "stack_method_": ["predict_proba"],
    "estimators_": [CONSTANT],
    "final_estimator_": last,
    passthrough: false,
  });
}

function calibrated(member: PickledObject): Uint8Array<ArrayBuffer> {
  return pickled(estimator("sklearn.calibration.CalibratedClassifierCV", {
    ...OF_TWO,
    "calibrated_classifiers_": [
      estimator("sklearn.calibration._CalibratedClassifier", {
        estimator: member,
        calibrators: [
          estimator("sklearn.calibration._SigmoidCalibration", { "a_": -1, "b_": 0 }),
        ],
      }),
    ],
  }));
}

Deno.test("readCalibration() refuses a decision function that is not computed here", () => {
  const cases = [
    bagged(SCORING),
    bagged(bagged(SCORING)),
    pipeline(bagged(SCORING)),
    stacked(bagged(SCORING)),
  ];
  for (const member of cases) {
    throws(
      () => readSklearn(calibrated(member)),
      /calibrates the decision_function of a \w+, which is not supported/,
    );
  }
});

Deno.test("readCalibration() calibrates probabilities where Python has no decision function", () => {
  const rows = { nRows: 1, numbers: Float64Array.of(0), texts: null };
  for (const member of [bagged(CONSTANT), stacked(NORMAL)]) {
    const [, second] = readSklearn(calibrated(member)).predict(rows).values;
    equal(second, 1 / (1 + Math.exp(-0.75)));
  }
});

import { deepEqual, equal, match, throws } from "node:assert/strict";
import { readSklearn } from "./mod.ts";
import {
  type Attribute,
  estimator,
  pickled,
  type PickledObject,
  vector,
} from "./testdata/pickled.ts";

/** A classifier of two columns that says the same of every row. */
function always(label: number): PickledObject {
  return estimator("sklearn.dummy.DummyClassifier", {
    "n_features_in_": 2,
    "classes_": [0, 1, 2],
    "class_prior_": vector(0.2, 0.3, 0.5),
    strategy: "constant",
    constant: label,
  });
}

function vote(labels: number[], state: PickledObject["state"] = {}): Uint8Array {
  const named: Attribute[] = labels.map((label, index) => ({
    tuple: [`v${index}`, always(label)],
  }));
  return pickled(estimator("sklearn.ensemble._voting.VotingClassifier", {
    voting: "hard",
    weights: null,
    estimators: named,
    "estimators_": labels.map(always),
    "le_": estimator("sklearn.preprocessing._label.LabelEncoder", { "classes_": ["a", "b", "c"] }),
    ...state,
  }));
}

function votesOf(bytes: Uint8Array): number[] {
  const rows = { nRows: 1, numbers: Float64Array.of(0, 0), texts: null };
  return [...readSklearn(bytes).predict(rows).values];
}

Deno.test("readVoting() counts votes, by weight if they have some", () => {
  const model = readSklearn(vote([2, 1, 1]));
  deepEqual([model.output, model.classes], ["scores", ["a", "b", "c"]]);
  deepEqual(votesOf(vote([2, 1, 1])), [0, 2, 1]);
  deepEqual(votesOf(vote([2, 1, 1], { weights: [0.5, 0.125, 0.25] })), [0, 0.375, 0.5]);
  const explainer = model.explainer();
  equal(typeof explainer, "string");
  match(explainer as string, /counts the votes .* \(voting="soft"\) could be explained/);
});

Deno.test("readVoting() refuses votes that do not fit", () => {
  throws(
    () => readSklearn(vote([0, 1], { weights: [1, -1] })),
    /weights below 0, .* not supported/,
  );
  throws(() => readSklearn(vote([0, 1], { weights: [1] })), /a number as the weight of each of 2/);
  throws(() => readSklearn(vote([0, 1], { voting: "loud" })), /has voting "loud"/);
  throws(() => readSklearn(vote([])), /must have estimators of the same columns/);
});

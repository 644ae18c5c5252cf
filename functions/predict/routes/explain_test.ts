import type { Model } from "@mlops/model";
import { deepEqual, equal, match, ok } from "node:assert/strict";
import { PATIENT, postJson, testedApp } from "../testing/tested_app.ts";
import { smallThreeClassModel } from "../testing/small_models.ts";

Deno.test("POST /explain shares the probability among the features and finds the nearest change", async () => {
  const { app } = await testedApp();
  const response = await postJson(app, "/explain", PATIENT);
  equal(response.status, 200);
  // Both leaves saw half of the rows, so the base is their mean and Glucose makes the difference.
  deepEqual(await response.json(), {
    "has_diabetes": true,
    probability: 0.75,
    "risk_level": "Élevé",
    "explained_class": 1,
    "explained_probability": 0.75,
    "base_value": 0.4375,
    contributions: {
      Pregnancies: 0,
      Glucose: 0.3125,
      BloodPressure: 0,
      SkinThickness: 0,
      Insulin: 0,
      BMI: 0,
      DiabetesPedigreeFunction: 0,
      Age: 0,
    },
    "nearest_change": {
      feature: "Glucose",
      from: 148,
      to: 120,
      probability: 0.125,
      "risk_level": "Faible",
    },
  });
});

Deno.test("POST /explain explains the likeliest of several classes, without sliders no change", async () => {
  const { app } = await testedApp({ model: smallThreeClassModel() });
  const answer = await (await postJson(app, "/explain", { a: 2, b: 3 })).json();
  equal(answer.label, 30);
  equal(answer.explained_class, 30);
  equal(answer.explained_probability, 0.75);
  const sum = answer.base_value + answer.contributions.a + answer.contributions.b;
  equal(Math.abs(sum - 0.75) < 1e-12, true);
  equal(answer.nearest_change, null);
});

Deno.test("POST /explain says why a model of another engine cannot be explained", async () => {
  const { app, store } = await testedApp();
  const champion = store.champion;
  if (champion === null) throw new Error("no model");
  const { model } = champion;
  const scorer: Model = {
    kind: "graph",
    engine: "onnxruntime",
    task: "classification",
    output: "probabilities",
    features: model.scorer.features,
    classes: [0, 1],
    nOutputs: 2,
    rounding: 1e-6,
    predict: () => Promise.resolve({ values: Float64Array.of(0.25, 0.75), labels: null }),
    explainer: () => "only trees can be explained",
    dispose: () => {},
  };
  store.assign("champion", { ...champion, model: { ...model, scorer } });
  const response = await postJson(app, "/explain", PATIENT);
  equal(response.status, 422);
  match(
    (await response.json()).detail,
    /^Cannot explain "diabetes-model" version 1 as only trees can be explained$/,
  );
});

Deno.test("POST /predict?explain=true adds the contributions to each prediction", async () => {
  const { app } = await testedApp();
  const one = await (await postJson(app, "/predict?explain=true", PATIENT)).json();
  equal(one.base_value, 0.4375);
  equal(one.contributions.Glucose, 0.3125);
  const [first, second] =
    await (await postJson(app, "/predict?explain=true", [PATIENT, { ...PATIENT, Glucose: 9 }]))
      .json();
  deepEqual(first, one);
  ok(Math.abs(second.contributions.Glucose + 0.3125) < 1e-12);
});

Deno.test("POST /predict?explain=true explains as many rows as are predicted", async () => {
  const { app } = await testedApp();
  const response = await postJson(app, "/predict?explain=true", Array(10_000).fill(PATIENT));
  const answers = await response.json();
  equal(answers.length, 10_000);
  equal(answers[9_999].contributions.Glucose, 0.3125);
});

Deno.test("POST /predict?explain= takes true and false only", async () => {
  const { app } = await testedApp();
  const plain = await postJson(app, "/predict?explain=false", PATIENT);
  equal((await plain.json()).contributions, undefined);
  const wrong = await postJson(app, "/predict?explain=yes", PATIENT);
  equal(wrong.status, 422);
  equal((await wrong.json()).detail, "explain must be true or false");
});

import { deepEqual, throws } from "node:assert/strict";
import { formatModelMetadata, type ModelMetadata, parseModelMetadata } from "./model_metadata.ts";

const METADATA: ModelMetadata = {
  task: "diabetes",
  features: [
    {
      name: "Glucose",
      label: "Glucose (mg/dL)",
      unit: "mg/dL",
      min: 0,
      max: 200,
      step: 1,
      default: 120,
      quantiles: [0, 99.5, 199],
      histogram: { edges: [0, 100, 200], counts: [307, 307] },
    },
    { name: "BMI" },
  ],
  classes: [0, 1],
  probabilityQuantiles: [0, 0.5, 1],
  goldenRows: [{ features: [148, 33.6], probabilities: [0.25, 0.75] }],
  trainedAt: "2026-11-25T01:02:03Z",
  dataset: { name: "diabetes.csv", digest: "ab", rows: 768, trainingRows: 614 },
};

Deno.test("formatModelMetadata() writes snake_case, parseModelMetadata() reads it back", () => {
  const wire = formatModelMetadata(METADATA);
  deepEqual(Object.keys(wire).sort(), [
    "classes",
    "dataset",
    "features",
    "golden_rows",
    "probability_quantiles",
    "task",
    "trained_at",
  ]);
  deepEqual(wire["dataset"], { name: "diabetes.csv", digest: "ab", rows: 768, training_rows: 614 });
  deepEqual(parseModelMetadata(JSON.parse(JSON.stringify(wire))), METADATA);
});

Deno.test("parseModelMetadata() takes a model that says nothing, or something else", () => {
  const nothing = { features: [], classes: [] };
  deepEqual(parseModelMetadata(undefined), nothing);
  deepEqual(parseModelMetadata(null), nothing);
  deepEqual(parseModelMetadata({ owner: "ada", task: null }), nothing);
  deepEqual(formatModelMetadata(nothing), nothing);
});

Deno.test("parseModelMetadata() names the field of a wrong type", () => {
  const wrong: [unknown, string][] = [
    ["text", '"metadata" must be an object: is of type string'],
    [[1], '"metadata" must be an object: is a list'],
    [{ features: "Glucose" }, '"metadata.features" must be a list: is of type string'],
    [{ features: [{}] }, '"metadata.features[0].name" must be a string: is missing'],
    [
      { features: [{ name: "a", min: "low" }] },
      '"metadata.features[0].min" must be a number: is of type string',
    ],
    [{ classes: [0, "1"] }, '"metadata.classes" must be a list of finite numbers: is a list'],
    [{ dataset: 1 }, '"metadata.dataset" must be an object: is of type number'],
  ];
  for (const [metadata, fault] of wrong) {
    throws(() => parseModelMetadata(metadata), {
      name: "ModelFormatError",
      message: `Cannot read model description as ${fault}`,
    });
  }
});

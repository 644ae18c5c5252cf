import { deepEqual, equal } from "node:assert/strict";
import { answerFormat, labelOf } from "./answer_format.ts";

const said = (...values: number[]) => ({ values: Float64Array.from(values), labels: null });

const classifier = (...classes: (number | string)[]) =>
  ({ classes, nOutputs: classes.length, output: "probabilities" }) as const;

const COMMAS = { delimiter: ",", decimal: "." } as const;

Deno.test("members() tells diabetes in the workshop's words", () => {
  const format = answerFormat("diabetes", classifier(0, 1));
  equal(
    format.members(said(0.9, 0.1, 0.25, 0.75), 1),
    '"has_diabetes":true,"probability":0.75,"risk_level":"Élevé"',
  );
  equal(
    format.members(said(0.5, 0.5), 0),
    '"has_diabetes":false,"probability":0.5,"risk_level":"Modéré"',
  );
});

Deno.test("members() tells any other task by label and probabilities", () => {
  const format = answerFormat(null, classifier("setosa", "versicolor", 'a"b'));
  equal(
    format.members(said(0.25, 0.25, 0.5), 0),
    '"label":"a\\"b","probabilities":[0.25,0.25,0.5]',
  );
});

Deno.test("cells() fit the columns and are quoted where a comma asks for it", () => {
  const format = answerFormat("iris", classifier("setosa", "a,b"));
  deepEqual(format.columns, ["label", "probability_setosa", '"probability_a,b"']);
  equal(format.cells(said(0.25, 0.75), 0, COMMAS), '"a,b",0.25,0.75');
  equal(
    answerFormat("diabetes", classifier(0, 1)).cells(said(0.8, 0.2), 0, COMMAS),
    "0.2,false,Faible",
  );
});

Deno.test("labelOf() takes what the model says, else the first of equal values", () => {
  equal(labelOf(said(0.25, 0.375, 0.375), 0, 3), 1);
  equal(labelOf(said(0.9, 0.1, 0.25, 0.75), 1, 2), 1);
  equal(labelOf({ values: Float64Array.of(0.9, 0.1), labels: Int32Array.of(1) }, 0, 2), 1);
});

Deno.test("members() never calls scores or values probabilities", () => {
  const scores = answerFormat("diabetes", { classes: [0, 1], nOutputs: 2, output: "scores" });
  equal(
    scores.members({ values: Float64Array.of(-0.5, 0.5), labels: Int32Array.of(0) }, 0),
    '"label":0,"scores":[-0.5,0.5]',
  );
  deepEqual(scores.columns, ["label", "score_0", "score_1"]);
  const value = answerFormat(null, { classes: [], nOutputs: 1, output: "value" });
  equal(value.members(said(1, 13.5), 1), '"prediction":13.5');
  deepEqual([value.columns, value.cells(said(13.5), 0, COMMAS)], [["prediction"], "13.5"]);
});

Deno.test("cells() writes as the CSV is written", () => {
  const style = { delimiter: ";", decimal: "," } as const;
  const format = answerFormat(null, classifier("a;b", "c"));
  equal(format.cells(said(0.25, 0.75), 0, style), "c;0,25;0,75");
  equal(format.cells(said(0.75, 0.25), 0, style), '"a;b";0,75;0,25');
  // A quoted "1,5" among commas: what is written has no quotes.
  equal(format.cells(said(0.25, 0.75), 0, { ...style, delimiter: "," }), "c,0.25,0.75");
});

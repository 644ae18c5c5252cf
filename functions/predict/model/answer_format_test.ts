import { deepEqual, equal } from "node:assert/strict";
import { answerFormat, likeliest } from "./answer_format.ts";

Deno.test("members() tells diabetes in the workshop's words", () => {
  const format = answerFormat("diabetes", [0, 1]);
  equal(
    format.members(Float64Array.of(0.9, 0.1, 0.25, 0.75), 2),
    '"has_diabetes":true,"probability":0.75,"risk_level":"Élevé"',
  );
  equal(
    format.members(Float64Array.of(0.5, 0.5), 0),
    '"has_diabetes":false,"probability":0.5,"risk_level":"Modéré"',
  );
});

Deno.test("members() tells any other task by label and probabilities", () => {
  const format = answerFormat(null, ["setosa", "versicolor", 'a"b']);
  equal(
    format.members(Float64Array.of(0.25, 0.25, 0.5), 0),
    '"label":"a\\"b","probabilities":[0.25,0.25,0.5]',
  );
});

Deno.test("cells() fit the columns and are quoted where a comma asks for it", () => {
  const format = answerFormat("iris", ["setosa", "a,b"]);
  deepEqual(format.columns, ["label", "probability_setosa", '"probability_a,b"']);
  equal(format.cells(Float64Array.of(0.25, 0.75), 0), '"a,b",0.25,0.75');
  equal(
    answerFormat("diabetes", [0, 1]).cells(Float64Array.of(0.8, 0.2), 0),
    "0.2,false,Faible",
  );
});

Deno.test("likeliest() takes the first of equal probabilities", () => {
  equal(likeliest(Float64Array.of(0.25, 0.375, 0.375)), 1);
  equal(likeliest(Float64Array.of(0.9, 0.1, 0.25, 0.75, 0.8, 0.2), 2, 4), 1);
});

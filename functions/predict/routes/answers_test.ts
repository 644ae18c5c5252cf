import {
  EXPLANATION,
  HEALTH,
  MODEL,
  parseAnswer,
  PREDICTION,
  PREDICTIONS,
  READINESS,
  type Schema,
  TRAFFIC,
} from "@mlops/answers";
import { equal } from "node:assert/strict";
import {
  smallDiabetesModel,
  type SmallModel,
  smallThreeClassModel,
} from "../testing/small_models.ts";
import { PATIENT, postJson, testedApp } from "../testing/tested_app.ts";

const MODELS: readonly (readonly [SmallModel, row: object])[] = [
  [smallDiabetesModel(), PATIENT],
  [smallThreeClassModel(), { a: 2, b: 1 }],
];

async function hold<S extends Schema<unknown>>(schema: S, response: Response) {
  equal(response.status, 200);
  return parseAnswer(schema, await response.json(), { isStrict: true });
}

Deno.test("what the routes answer fits the schemas that the page reads it by, and says no more", async () => {
  for (const [model, row] of MODELS) {
    const { app } = await testedApp({ model });
    await hold(MODEL, await app.request("/model"));
    await hold(HEALTH, await app.request("/health"));
    await hold(READINESS, await app.request("/readyz"));
    await hold(TRAFFIC, await app.request("/traffic"));
    await hold(PREDICTION, await postJson(app, "/predict", row));
    await hold(PREDICTION, await postJson(app, "/predict?explain=true", row));
    equal((await hold(PREDICTIONS, await postJson(app, "/predict", [row, row]))).length, 2);
    const { contributions } = await hold(EXPLANATION, await postJson(app, "/explain", row));
    equal(Object.keys(contributions).length, Object.keys(row).length);
  }
});

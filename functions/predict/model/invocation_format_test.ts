import { equal } from "node:assert/strict";
import { invocationFormat } from "./invocation_format.ts";

function formatOf(flavor: string, settings: Record<string, string>, nOutputs: number): string {
  const flavors = { [flavor]: settings, "python_function": {} };
  return invocationFormat({ flavors }, flavor, { task: "classification", nOutputs });
}

Deno.test("invocationFormat() tells CatBoost's classifiers by their labels, as its predict() does", () => {
  const classifier = { "model_type": "CatBoostClassifier" };
  equal(formatOf("catboost", classifier, 2), "labels");
  equal(formatOf("catboost", classifier, 3), "listed labels");
});

Deno.test("invocationFormat() tells wrappers of boosters by labels, and boosters by numbers", () => {
  equal(formatOf("xgboost", { "model_class": "xgboost.sklearn.XGBClassifier" }, 3), "labels");
  equal(formatOf("lightgbm", { "model_class": "lightgbm.basic.Booster" }, 2), "second");
  equal(formatOf("lightgbm", { "model_class": "lightgbm.basic.Booster" }, 3), "numbers");
});

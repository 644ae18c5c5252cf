import type { MlModel } from "@mlops/mlflow";
import type { Model } from "@mlops/model";

/**
 * How MLflow's scoring server tells the predictions of a model, which depends on its flavor:
 *
 * - "outputs": an object of the graph's outputs, `{"label": […], "probabilities": [[…]]}`;
 * - "labels": a list of labels, or of values of a regression;
 * - "listed labels": a list of lists with the label of each row, as CatBoost tells several classes;
 * - "numbers": a list of lists with all numbers of each row;
 * - "second": a list with the number of the second of two classes.
 */
export type InvocationFormat = "outputs" | "labels" | "listed labels" | "numbers" | "second";

/**
 * Finds out how MLflow's scoring server would tell a model's predictions: scikit-learn's answer what
 * `predict_fn` names, wrappers of boosters their labels, and boosters themselves their numbers.
 *
 * @param mlModel The model's description.
 * @param flavor The flavor that it is read by.
 * @returns The format.
 */
export function invocationFormat(
  mlModel: Pick<MlModel, "flavors">,
  flavor: string,
  model: Pick<Model, "task" | "nOutputs">,
): InvocationFormat {
  if (flavor === "onnx") return "outputs";
  if (model.task === "regression") return "labels";
  const settings = mlModel.flavors[flavor] ?? {};
  if (flavor === "sklearn") {
    const wanted = mlModel.flavors["python_function"]?.["predict_fn"];
    return wanted === "predict_proba" ? "numbers" : "labels";
  }
  if (flavor === "catboost" && settings["model_type"] === "CatBoostClassifier") {
    return model.nOutputs > 2 ? "listed labels" : "labels";
  }
  const isBooster = `${settings["model_class"] ?? "Booster"}`.endsWith("Booster");
  if (!isBooster) return "labels";
  return model.nOutputs === 2 ? "second" : "numbers";
}

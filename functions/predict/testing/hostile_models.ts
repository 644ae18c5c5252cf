import { FEATURES } from "@mlops/tasks/diabetes";
import { type SmallModel, smallModel } from "./small_models.ts";

/** Graphs of `testdata/make_hostile_graphs.py`. */
export type HostileGraph =
  | "endless"
  | "endless_if_told"
  | "forger"
  | "large"
  | "large_if_told"
  | "mean_row"
  | "no_number"
  | "no_number_if_told"
  | "one_row"
  | "sound"
  | "two_rows"
  | "wide";

/**
 * Reads a hostile graph.
 *
 * @returns The file.
 */
export function hostileGraph(name: HostileGraph): Promise<Uint8Array<ArrayBuffer>> {
  return Deno.readFile(new URL(`testdata/hostile/${name}.onnx`, import.meta.url));
}

/**
 * Makes a version of the reference model's name from a graph over two features, or another file.
 *
 * @param onnx The file.
 * @param features Names of its features.
 * @returns The version.
 */
export function hostileVersion(
  onnx: Uint8Array<ArrayBuffer>,
  features: readonly string[] = FEATURES.slice(0, 2).map(({ name }) => name),
): SmallModel {
  const model = smallModel(onnx, "1", {
    features: features.map((name) => ({ name })),
    classes: [],
  });
  return { ...model, reference: { ...model.reference, name: "diabetes-model" } };
}

import { describeModel } from "@mlops/onnx";
import type { ServedModel } from "../model/served_model.ts";

/** Name of the input of models that have one input for each column, or whose file names none. */
const ALL_COLUMNS = "features";

/** Name of the output of regressions whose file names none. */
const VALUE = "prediction";

interface Names {
  readonly input: string;
  readonly value: string;
}

const known = new WeakMap<ServedModel, Names>();

/**
 * Finds the name of the tensor of all of a model's columns: the graph's own, where it takes all columns
 * at once.
 *
 * @returns The name.
 */
export function inputNameOf(model: ServedModel): string {
  return namesOf(model).input;
}

/**
 * Finds the name of the tensor of a regression's values: the graph's own, where there is a graph.
 *
 * @returns The name.
 */
export function outputNameOf(model: ServedModel): string {
  return namesOf(model).value;
}

function namesOf(model: ServedModel): Names {
  let names = known.get(model);
  if (names === undefined) {
    names = readNames(model);
    known.set(model, names);
  }
  return names;
}

function readNames({ onnx }: ServedModel): Names {
  if (onnx === null) return { input: ALL_COLUMNS, value: VALUE };
  const { inputs, outputs } = describeModel(onnx);
  return {
    input: inputs.length === 1 ? inputs[0]!.name : ALL_COLUMNS,
    value: outputs[0]?.name ?? VALUE,
  };
}

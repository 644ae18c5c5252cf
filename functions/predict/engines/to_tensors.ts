import type { Rows } from "@mlops/model";
import type { ModelInput, ModelInputs } from "./plan_inputs.ts";
import type { OnnxruntimeSession, Tensors } from "./onnxruntime_session.ts";

/**
 * Copies rows into the tensors that a graph takes, each value in its input's own type.
 *
 * @param rows The rows, each value one that its feature's type can hold.
 * @param plan How rows go into the graph.
 * @param session Where the tensors go.
 * @returns One tensor for each input.
 */
export function toTensors(
  rows: Rows,
  { inputs, features }: ModelInputs,
  { Tensor }: Pick<OnnxruntimeSession, "Tensor">,
): Tensors {
  const { nRows } = rows;
  const nFeatures = features.length;
  return Object.fromEntries(inputs.map((input) => {
    const dims = input.rank === 1 ? [nRows] : [nRows, input.columns.length];
    if (input.type === "bytes") {
      return [input.name, new Tensor("string", gatherTexts(rows, input, nFeatures), dims)];
    }
    const values = gather(rows, input, nFeatures);
    switch (input.type) {
      case "fp32":
        return [input.name, new Tensor("float32", Float32Array.from(values), dims)];
      case "fp64":
        return [input.name, new Tensor("float64", values, dims)];
      case "int64":
        return [input.name, new Tensor("int64", BigInt64Array.from(values, BigInt), dims)];
      case "int32":
        return [input.name, new Tensor("int32", Int32Array.from(values), dims)];
      case "int16":
        return [input.name, new Tensor("int16", Int16Array.from(values), dims)];
      case "int8":
        return [input.name, new Tensor("int8", Int8Array.from(values), dims)];
      case "uint8":
        return [input.name, new Tensor("uint8", Uint8Array.from(values), dims)];
      case "bool":
        return [input.name, new Tensor("bool", Uint8Array.from(values), dims)];
    }
  }));
}

/** Copies the columns of an input, row-major. */
function gather({ numbers, nRows }: Rows, { columns }: ModelInput, nFeatures: number) {
  if (columns.length === nFeatures) return numbers.slice();
  const values = new Float64Array(nRows * columns.length);
  for (let row = 0; row < nRows; row += 1) {
    columns.forEach((column, index) => {
      values[row * columns.length + index] = numbers[row * nFeatures + column]!;
    });
  }
  return values;
}

function gatherTexts({ texts, nRows }: Rows, { columns }: ModelInput, nFeatures: number) {
  const values: string[] = [];
  for (let row = 0; row < nRows; row += 1) {
    for (const column of columns) values.push(texts?.[row * nFeatures + column] ?? "");
  }
  return values;
}

import type { ModelInput, ModelInputs } from "./plan_inputs.ts";
import type { OnnxruntimeSession, Tensors } from "./onnxruntime_session.ts";

/**
 * Copies rows into the tensors that a graph takes.
 *
 * @param rows Features, row-major `[nRows, nFeatures]`.
 * @param plan How rows go into the graph.
 * @param session Where the tensors go.
 * @returns One tensor for each input.
 * @throws {RangeError} If an input takes integers and a row has a fraction there.
 */
export function toTensors(
  rows: Float32Array,
  { inputs, nFeatures }: ModelInputs,
  { Tensor }: Pick<OnnxruntimeSession, "Tensor">,
): Tensors {
  const nRows = rows.length / nFeatures;
  return Object.fromEntries(inputs.map((input) => {
    const values = gather(rows, input, nFeatures);
    const dims = input.rank === 1 ? [nRows] : [nRows, input.columns.length];
    switch (input.elementType) {
      case "float":
        return [input.name, new Tensor("float32", values, dims)];
      case "double":
        return [input.name, new Tensor("float64", Float64Array.from(values), dims)];
      case "bool":
        return [input.name, new Tensor("bool", Uint8Array.from(values, Number), dims)];
      case "int32":
        return [
          input.name,
          new Tensor("int32", Int32Array.from(requireIntegers(values, input)), dims),
        ];
      case "int64": {
        const integers = BigInt64Array.from(requireIntegers(values, input), BigInt);
        return [input.name, new Tensor("int64", integers, dims)];
      }
    }
  }));
}

function gather(rows: Float32Array, { columns }: ModelInput, nFeatures: number): Float32Array {
  if (columns.length === nFeatures) return rows.slice();
  const nRows = rows.length / nFeatures;
  const values = new Float32Array(nRows * columns.length);
  for (let row = 0; row < nRows; row += 1) {
    columns.forEach((column, index) => {
      values[row * columns.length + index] = rows[row * nFeatures + column]!;
    });
  }
  return values;
}

function requireIntegers(values: Float32Array, { name }: ModelInput): Float32Array {
  const fraction = values.find((value) => !Number.isInteger(value));
  if (fraction === undefined) return values;
  throw new RangeError(`Cannot score rows as "${name}" must be integer: is ${fraction}`);
}

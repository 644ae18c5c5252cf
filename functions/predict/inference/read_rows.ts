import type { Rows } from "@mlops/model";
import { type Fault, ValidationError } from "../http/validation_error.ts";
import type { RowReader } from "../rows/row_reader.ts";
import { readTensor, type TakeBytes, type TensorValues, type WireTensor } from "./tensor.ts";

/** Faults that are kept. */
const MAX_FAULTS = 1000;

/**
 * Reads the rows of a request: from one tensor of all columns, or from a tensor for each of them, in any
 * order.
 *
 * @param inputs The tensors.
 * @param signature Name of the tensor of all columns, and what reads the features.
 * @param binary Takes bytes from behind the JSON; `null` if there are none.
 * @returns The rows.
 * @throws {ValidationError} If they are not what the model takes.
 */
export function readRows(
  inputs: readonly WireTensor[],
  { inputName, reader }: { inputName: string; reader: RowReader },
  binary: TakeBytes | null,
): Rows {
  const { readers } = reader;
  const names = readers.map(({ feature }) => feature.name);
  const [first] = inputs;
  if (inputs.length === 1 && first!["name"] === inputName) {
    const width = readers.length;
    const { nRows, ...values } = readTensor(first!, { index: 0, width }, binary);
    const columns = names.map((_, column) => ({ column, index: 0, width, offset: column }));
    return fill(reader, nRows, columns.map((place) => ({ ...place, ...values })));
  }
  if (inputs.length !== names.length) refuseNames(inputName, names);
  const places = new Map(names.map((name, column) => [name, column]));
  const columns = inputs.map(({ name }) => places.get(`${name}`) ?? refuseNames(inputName, names));
  if (new Set(columns).size !== columns.length) refuseNames(inputName, names);
  const tensors = inputs.map((tensor, index) => readTensor(tensor, { index, width: 1 }, binary));
  const nRows = tensors[0]!.nRows;
  const other = tensors.findIndex((tensor) => tensor.nRows !== nRows);
  if (other >= 0) {
    throw new ValidationError([{
      path: ["inputs", other, "shape"],
      reason: "all tensors must have the same number of rows",
    }]);
  }
  const columnsOfTensors = tensors.map(({ values, isBinary }, index) => ({
    values,
    isBinary,
    column: columns[index]!,
    index,
    width: 1,
    offset: 0,
  }));
  return fill(reader, nRows, columnsOfTensors);
}

/** A column of the rows, and where its values stand. */
interface Place extends Pick<TensorValues, "values" | "isBinary"> {
  /** Which column. */
  readonly column: number;
  /** Which of the tensors. */
  readonly index: number;
  /** Values of a row of the tensor. */
  readonly width: number;
  /** Which of them. */
  readonly offset: number;
}

function fill(reader: RowReader, nRows: number, places: readonly Place[]): Rows {
  const { readers } = reader;
  const rows = reader.empty(nRows);
  const faults: Fault[] = [];
  for (const { values, isBinary, column, index, width, offset } of places) {
    const feature = readers[column]!;
    for (let row = 0; row < nRows; row++) {
      const at = row * width + offset;
      if (feature.read(values[at], rows, row * readers.length + column)) continue;
      if (faults.length >= MAX_FAULTS) break;
      const where = isBinary ? `number ${at} of the bytes` : `data[${at}]`;
      const member = isBinary ? ["parameters"] : ["data", at];
      const reason = `${where}: ${feature.refusalOf(values[at])}`;
      faults.push({ path: ["inputs", index, ...member], reason });
    }
  }
  if (faults.length > 0) throw new ValidationError(faults);
  return rows;
}

function refuseNames(inputName: string, names: readonly string[]): never {
  const columns = names.map((name) => `"${name}"`).join(", ");
  const reason = `inputs must be one tensor "${inputName}" of all columns, or one for each of ` +
    `${columns}`;
  throw new ValidationError([{ path: ["inputs"], reason }]);
}

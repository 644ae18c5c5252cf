import type { ModelDescription, ValueInfo } from "@mlops/onnx";
import { UnsupportedModelError } from "./unsupported_model_error.ts";

/** One input of a graph and the columns of a row that it takes. */
export interface ModelInput {
  /** Name of the input. */
  readonly name: string;
  /** Type of its elements. */
  readonly elementType: "float" | "double" | "int32" | "int64" | "bool";
  /** Positions of its columns in a row, ascending unless columns were matched by name. */
  readonly columns: readonly number[];
  /** Number of dimensions, 1 or 2. */
  readonly rank: number;
}

/** How rows go into a graph. */
export interface ModelInputs {
  /** The graph's inputs. */
  readonly inputs: readonly ModelInput[];
  /** Numbers that a row has. */
  readonly nFeatures: number;
  /** Rows that one run takes: 1, or `null` for any number. */
  readonly batchSize: 1 | null;
}

const NUMERIC = ["float", "double", "int32", "int64", "bool"] as const;

/**
 * Plans how rows of numbers go into a graph: into its one tensor `[n, nFeatures]`, or column by column
 * into inputs `[n, 1]`, as skl2onnx writes for a table with named columns.
 *
 * @param model What the model takes.
 * @param featureNames Names of a row's columns in order. Several inputs get the columns of their
 * names; where no name fits any of them, columns go to inputs in the graph's order.
 * @returns The plan.
 * @throws {UnsupportedModelError} If the inputs are no numbers, of other shapes, or only some are named.
 */
export function planInputs(
  model: ModelDescription,
  featureNames?: readonly string[],
): ModelInputs {
  if (model.inputs.length === 0) throw refusal("have an input", "it has none");
  const batchSizes = model.inputs.map(({ shape }) => shape[0] ?? null);
  const batchSize = batchSizes[0] ?? null;
  if (batchSize !== null && batchSize !== 1 || batchSizes.some((size) => size !== batchSize)) {
    throw refusal("take any number of rows, or one", `its inputs take ${batchSizes}`);
  }
  const isSingle = model.inputs.length === 1;
  const inputs: ModelInput[] = [];
  let nFeatures = 0;
  for (const input of model.inputs) {
    const width = widthOf(input, isSingle ? featureNames?.length : undefined);
    const columns = Array.from({ length: width }, (_, index) => nFeatures + index);
    nFeatures += width;
    inputs.push({ ...toNumeric(input), columns });
  }
  return {
    inputs: isSingle ? inputs : matchNames(inputs, featureNames),
    nFeatures,
    batchSize,
  };
}

function toNumeric({ name, elementType, shape }: ValueInfo): Omit<ModelInput, "columns"> {
  const type = NUMERIC.find((numeric) => numeric === elementType);
  if (type === undefined) {
    throw refusal("take numbers", `its input "${name}" takes ${elementType}`);
  }
  return { name, elementType: type, rank: shape.length };
}

function widthOf({ name, shape }: ValueInfo, fallback?: number): number {
  const width = shape.length === 1 ? 1 : shape[1] ?? fallback ?? null;
  if (shape.length >= 1 && shape.length <= 2 && width !== null && width > 0) return width;
  const found = `[${shape.map((size) => size ?? "?").join(", ")}]`;
  throw refusal("take rows of a known length", `its input "${name}" is ${found}`);
}

function matchNames(
  inputs: readonly ModelInput[],
  featureNames?: readonly string[],
): readonly ModelInput[] {
  const positions = inputs.map(({ name }) => featureNames?.indexOf(name) ?? -1);
  if (positions.every((position) => position === -1)) return inputs;
  const isOnePerColumn = featureNames?.length === inputs.length &&
    inputs.every(({ columns }) => columns.length === 1);
  if (!isOnePerColumn || new Set(positions).size !== inputs.length || positions.includes(-1)) {
    const wanted = inputs.map(({ name }) => name).join(", ");
    throw refusal("have the features that are named for it", `it takes ${wanted}`);
  }
  return inputs.map((input, index) => ({ ...input, columns: [positions[index]!] }));
}

function refusal(constraint: string, state: string): UnsupportedModelError {
  return new UnsupportedModelError(`Cannot load model as it must ${constraint}: ${state}`);
}

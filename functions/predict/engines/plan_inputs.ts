import { type FeatureType, MAX_FEATURES, ModelError, type ModelFeature } from "@mlops/model";
import type { InputDescription, ModelDescription } from "@mlops/onnx";
import { namesOf } from "./feature_names.ts";
import type { OnnxOptions } from "./onnx_options.ts";

/** One input of a graph and the columns of a row that it takes. */
export interface ModelInput {
  /** Name of the input. */
  readonly name: string;
  /** How its elements are held. */
  readonly type: FeatureType;
  /** Positions of its columns in a row, ascending unless columns were matched by name. */
  readonly columns: readonly number[];
  /** Number of dimensions, 1 or 2. */
  readonly rank: number;
}

/** How rows go into a graph. */
export interface ModelInputs {
  /** The graph's inputs. */
  readonly inputs: readonly ModelInput[];
  /** Columns of a row, in order. */
  readonly features: readonly ModelFeature[];
  /** Rows that one run takes: 1, or `null` for any number. */
  readonly batchSize: 1 | null;
}

/** ONNX's element types in the words of the Open Inference Protocol; others are not taken. */
const TYPES: Readonly<Record<string, FeatureType>> = {
  float: "fp32",
  double: "fp64",
  int64: "int64",
  int32: "int32",
  int16: "int16",
  int8: "int8",
  uint8: "uint8",
  bool: "bool",
  string: "bytes",
};

/**
 * Plans how rows go into a graph: into its one tensor `[n, nFeatures]`, or column by column into inputs
 * `[n, 1]`, as skl2onnx writes for a table with named columns.
 *
 * @param model What the model takes.
 * @param options Names of a row's columns in order: several inputs get the columns of their names, and
 * where no name fits any of them, columns go to inputs in the graph's order. And what else came with it.
 * @returns The plan.
 * @throws {ModelError} If the inputs have other types or shapes, or only some are named.
 */
export function planInputs(
  model: ModelDescription,
  options: Pick<OnnxOptions, "featureNames" | "nullableColumns" | "width"> = {},
): ModelInputs {
  const { featureNames, nullableColumns } = options;
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
    const width = widthOf(input, isSingle ? featureNames?.length ?? options.width : undefined);
    const columns = Array.from({ length: width }, (_, index) => nFeatures + index);
    nFeatures += width;
    inputs.push({ name: input.name, type: typeOf(input), rank: input.shape.length, columns });
  }
  const names = namesOf(nFeatures, featureNames ?? namesInGraph(inputs));
  const matched = isSingle ? inputs : matchNames(inputs, featureNames);
  const features = new Array<ModelFeature>(nFeatures);
  matched.forEach(({ columns, type }, index) => {
    for (const column of columns) {
      features[column] = featureOf(names[column]!, type, {
        input: model.inputs[index]!,
        isWhole: columns.length === 1,
        isNullable: nullableColumns?.has(column) ?? false,
      });
    }
  });
  return { inputs: matched, features, batchSize };
}

function featureOf(
  name: string,
  type: FeatureType,
  { input, isWhole, isNullable }: {
    input: InputDescription;
    isWhole: boolean;
    isNullable: boolean;
  },
): ModelFeature {
  const categories = isWhole ? input.categories : null;
  const isFloat = type === "fp32" || type === "fp64";
  return {
    name,
    type,
    categories,
    mustBeKnown: categories !== null && input.mustBeKnown,
    // A tensor of texts has no missing ones: they are empty where the graph was made with empty texts.
    isNullable: type === "bytes"
      ? categories?.includes("") ?? false
      : isFloat && (isNullable || input.takesMissing),
    mayBeInfinite: false,
  };
}

/** Inputs of one column are named for it; the columns of a wide one have no names. */
function namesInGraph(inputs: readonly ModelInput[]): readonly string[] | undefined {
  if (inputs.length === 1 && inputs[0]!.columns.length > 1) return undefined;
  return inputs.flatMap(({ name, columns }) =>
    columns.length === 1 ? [name] : columns.map((_, index) => `${name}_${index}`)
  );
}

function typeOf({ name, elementType }: InputDescription): FeatureType {
  const type = TYPES[elementType];
  if (type !== undefined) return type;
  throw refusal("take numbers, booleans or texts", `its input "${name}" takes ${elementType}`);
}

function widthOf({ name, shape }: InputDescription, fallback?: number): number {
  const width = shape.length === 1 ? 1 : shape[1] ?? fallback ?? null;
  const found = `its input "${name}" is [${shape.map((size) => size ?? "?").join(", ")}]`;
  if (shape.length < 1 || shape.length > 2 || width === null || width < 1) {
    throw refusal("take rows of a known length", found);
  }
  if (width <= MAX_FEATURES) return width;
  throw refusal(`take at most ${MAX_FEATURES} columns`, found);
}

function matchNames(
  inputs: readonly ModelInput[],
  featureNames?: readonly string[],
): readonly ModelInput[] {
  if (featureNames === undefined) return inputs;
  // Converters put "_" for what is no letter or digit, some of them.
  const normalised = featureNames.map(normalise);
  const positions = inputs.map(({ name }) => {
    const exact = featureNames.indexOf(name);
    return exact >= 0 ? exact : normalised.indexOf(normalise(name));
  });
  if (positions.every((position) => position === -1)) return inputs;
  const isOnePerColumn = featureNames.length === inputs.length &&
    inputs.every(({ columns }) => columns.length === 1);
  if (!isOnePerColumn || new Set(positions).size !== inputs.length || positions.includes(-1)) {
    const wanted = inputs.map(({ name }) => name).join(", ");
    throw refusal("have the features that are named for it", `it takes ${wanted}`);
  }
  return inputs.map((input, index) => ({ ...input, columns: [positions[index]!] }));
}

function normalise(name: string): string {
  return name.replaceAll(/[^\p{L}\p{N}]/gu, "_");
}

function refusal(constraint: string, state: string): ModelError {
  return new ModelError("unsupported", `it must ${constraint}: ${state}`);
}

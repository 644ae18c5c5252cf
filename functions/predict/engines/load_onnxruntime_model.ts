import { type Label, ModelError, type ModelFeature, type Rows } from "@mlops/model";
import { describeModel, type ModelDescription, removeZipMaps } from "@mlops/onnx";
import { OnnxGraph } from "./onnx_graph.ts";
import { OnnxruntimeModel, type OnnxruntimeTraits } from "./onnxruntime_model.ts";
import { OnnxruntimeSession } from "./onnxruntime_session.ts";
import { type ModelInputs, planInputs } from "./plan_inputs.ts";
import { planOutputs } from "./plan_outputs.ts";
import type { OnnxOptions } from "./onnx_options.ts";
import { sampleRows } from "./sample_rows.ts";
import { findImprobable } from "./to_probabilities.ts";

/** Rows that a model is tried with at load. */
const SAMPLE_ROWS = 64;

/**
 * Opens a model in ONNX Runtime and finds out by some rows what it is: which classes it has, whether its
 * numbers are probabilities, and whether it has an answer where a value is missing. ZipMap nodes, which
 * skl2onnx adds unless told otherwise, are left out: they turn the tensor of probabilities into a list
 * of dictionaries.
 *
 * @param bytes The model file.
 * @param options How it is to be loaded; `nTrees` of a forest that averages its trees, else 0.
 * @returns The model.
 * @throws {OnnxError} If the bytes are no ONNX model.
 * @throws {ModelError} If rows do not fit into the graph, or ONNX Runtime refuses it.
 */
export async function loadOnnxruntimeModel(
  bytes: Uint8Array,
  options: Omit<OnnxOptions, "engine"> & { readonly nTrees?: number } = {},
): Promise<OnnxruntimeModel> {
  const tensorsOnly = removeZipMaps(bytes);
  const description = describeModel(tensorsOnly);
  const planned = planInputs(description, options);
  const outputs = planOutputs(description);
  const { wasmDirectory, externalData } = options;
  const session = await refusing(
    OnnxruntimeSession.open(tensorsOnly, {
      ...wasmDirectory && { wasmDirectory },
      ...externalData && { externalData },
    }),
  );
  try {
    const sample = sampleRows(planned.features, SAMPLE_ROWS, options.ranges);
    const trial = new OnnxGraph(session, { description, inputs: planned, outputs });
    const { numbers, labels } = await refusing(trial.run(sample));
    const traits = judge(description, {
      numbers,
      nRows: sample.nRows,
      hasLabels: labels !== null,
      beside: options.classes,
    });
    const inputs = await tryMissing(trial, sample);
    const graph = new OnnxGraph(session, { description, inputs, outputs });
    const model = new OnnxruntimeModel(graph, { ...traits, nTrees: options.nTrees ?? 0 });
    await requireKnownLabels(model, planned.features, options.ranges);
    return model;
  } catch (error) {
    await session.release();
    throw error;
  }
}

/** What the sample shows. */
interface Sampled {
  readonly numbers: Float64Array;
  readonly nRows: number;
  readonly hasLabels: boolean;
  /** Class labels that came with the file. */
  readonly beside: readonly Label[] | undefined;
}

function judge(
  { classLabels, outputs }: ModelDescription,
  { numbers, nRows, hasLabels, beside }: Sampled,
): Omit<OnnxruntimeTraits, "nTrees"> {
  const nOutputs = numbers.length / nRows;
  const finite = wholeRows(numbers, nOutputs);
  if (finite.length === 0) {
    throw new ModelError("unsupported", "its graph must answer with finite numbers: gives none");
  }
  const isProbable = findImprobable(finite, nOutputs) === -1;
  if (!hasLabels && nOutputs === 1) {
    return { task: "regression", classes: [], output: "value", nOutputs };
  }
  if (!hasLabels && !isProbable) {
    const names = outputs.map(({ name }) => `"${name}"`).join(", ");
    throw new ModelError(
      "unsupported",
      `it must give one value a row, or the probabilities of classes: ${names} gives ${nOutputs} ` +
        "numbers that are no probabilities (log one model for each target)",
    );
  }
  const output = isProbable ? "probabilities" as const : "scores" as const;
  const classes = chooseClasses(nOutputs, classLabels, { beside, output });
  return { task: "classification", classes, output, nOutputs };
}

/**
 * Chooses the class labels of a model: those in its graph, else those that came with it, else 0, 1, ….
 * Two classes may have one score, of the second.
 */
function chooseClasses(
  nOutputs: number,
  inGraph: readonly (number | string)[] | null,
  { beside, output }: { beside: readonly Label[] | undefined; output: "probabilities" | "scores" },
): readonly Label[] {
  const classes = inGraph ?? beside ?? Array.from({ length: nOutputs }, (_, index) => index);
  if (classes.length === nOutputs) return classes;
  if (output === "scores" && nOutputs === 1 && classes.length === 2) return classes;
  throw new ModelError(
    "unsupported",
    `it must give a number for each of its classes: gives ${nOutputs} for ${
      JSON.stringify(classes)
    }`,
  );
}

/** Keeps the rows without infinities and NaN: a network may overflow far from what it was trained on. */
function wholeRows(numbers: Float64Array, nOutputs: number): Float64Array {
  return numbers.filter((_, at) => {
    const begin = at - at % nOutputs;
    return numbers.subarray(begin, begin + nOutputs).every(Number.isFinite);
  });
}

/** Takes back that a value may be missing where the graph then has no finite answer. */
async function tryMissing(graph: OnnxGraph, sample: Rows): Promise<ModelInputs> {
  const { features } = graph.inputs;
  const tried: ModelFeature[] = [];
  for (const [column, feature] of features.entries()) {
    const isTried = feature.isNullable && feature.type !== "bytes";
    const isNullable = isTried
      ? await hasAnswer(graph, sample, { column, width: features.length })
      : feature.isNullable;
    tried.push({ ...feature, isNullable });
  }
  return { ...graph.inputs, features: tried };
}

async function hasAnswer(
  graph: OnnxGraph,
  sample: Rows,
  { column, width }: { column: number; width: number },
): Promise<boolean> {
  const rows = {
    ...sample,
    numbers: sample.numbers.map((value, at) => at % width === column ? NaN : value),
  };
  try {
    return (await graph.run(rows)).numbers.every(Number.isFinite);
  } catch {
    return false;
  }
}

async function requireKnownLabels(
  model: OnnxruntimeModel,
  features: readonly ModelFeature[],
  ranges: OnnxOptions["ranges"],
): Promise<void> {
  try {
    await model.predict(sampleRows(features, SAMPLE_ROWS, ranges));
  } catch (error) {
    // A row without a finite answer is a fault of the row.
    if (error instanceof ModelError) throw error;
  }
}

async function refusing<Result>(work: Promise<Result>): Promise<Result> {
  try {
    return await work;
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    throw new ModelError(
      "unsupported",
      `ONNX Runtime must be able to score a row with it: ${message}`,
      { cause: error },
    );
  }
}

import type { Label, Model, Prediction } from "@mlops/model";
import { predictedLabel } from "../model/answer_format.ts";
import type { ServedModel } from "../model/served_model.ts";
import type { InferRequest } from "./infer_request.ts";

/**
 * Names the outputs of a model: the label, and its probabilities or scores, as skl2onnx calls them; or
 * the value of a regression.
 *
 * @param model What it predicts.
 * @returns The names.
 */
export function outputNames({ output }: Pick<Model, "output">): readonly [string, ...string[]] {
  return output === "value" ? ["prediction"] : ["label", output];
}

/** An output tensor: its numbers or texts, and how they look as bytes. */
interface OutputTensor {
  readonly datatype: string;
  readonly shape: readonly number[];
  readonly json: string;
  readonly bytes: () => Uint8Array<ArrayBuffer>;
}

/**
 * Tells the element type of a model's labels in the protocol's words.
 *
 * @param classes Class labels.
 * @returns `INT64`, `FP64`, `BOOL`, or `BYTES` for texts and mixtures.
 */
export function labelDatatype(classes: readonly Label[]): "INT64" | "FP64" | "BOOL" | "BYTES" {
  if (classes.every((label) => typeof label === "boolean")) return "BOOL";
  if (classes.every((label) => Number.isInteger(label))) return "INT64";
  return classes.every((label) => typeof label === "number") ? "FP64" : "BYTES";
}

/**
 * Writes the answer to a request.
 *
 * @param model What answered.
 * @param prediction What it said.
 * @returns The answer: JSON, or JSON with bytes behind it.
 */
export function inferResponse(
  model: ServedModel,
  request: InferRequest,
  prediction: Prediction,
): Response {
  const { scorer } = model;
  const { nRows } = request.rows;
  const { values } = prediction;
  const tensors = {
    label: () => labelTensor(scorer, prediction, nRows),
    [outputNames(scorer).at(-1)!]: () => ({
      datatype: "FP64",
      shape: scorer.output === "value" ? [nRows] : [nRows, scorer.nOutputs],
      json: `[${values.join(",")}]`,
      bytes: () => littleEndian(values),
    }),
  } as Readonly<Record<string, () => OutputTensor>>;
  const chunks: Uint8Array<ArrayBuffer>[] = [];
  const outputs = request.outputs.map(({ name, isBinary }) => {
    const { datatype, shape, json, bytes } = tensors[name]!();
    const head = `"name":"${name}","shape":[${shape}],"datatype":"${datatype}"`;
    if (!isBinary) return `{${head},"data":${json}}`;
    const chunk = bytes();
    chunks.push(chunk);
    return `{${head},"parameters":{"binary_data_size":${chunk.length}}}`;
  });
  const id = request.id === null ? "" : `,"id":${JSON.stringify(request.id)}`;
  const text = `{"model_name":${JSON.stringify(model.name)},"model_version":${
    JSON.stringify(model.version)
  }${id},"outputs":[${outputs.join(",")}]}`;
  if (chunks.length === 0) {
    return new Response(text, { headers: { "content-type": "application/json" } });
  }
  const json = new TextEncoder().encode(text);
  return new Response(new Blob([json, ...chunks]), {
    headers: {
      "content-type": "application/octet-stream",
      "inference-header-content-length": `${json.length}`,
    },
  });
}

function labelTensor(scorer: Model, prediction: Prediction, nRows: number): OutputTensor {
  const labels = Array.from(
    { length: nRows },
    (_, row) => predictedLabel(scorer, prediction, row),
  );
  const datatype = labelDatatype(scorer.classes);
  return {
    datatype,
    shape: [nRows],
    json: JSON.stringify(datatype === "BYTES" ? labels.map(String) : labels),
    bytes: () => {
      switch (datatype) {
        case "INT64":
          return integers(labels as number[]);
        case "FP64":
          return littleEndian(Float64Array.from(labels as number[]));
        case "BOOL":
          return Uint8Array.from(labels, Number);
        case "BYTES":
          return texts(labels.map(String));
      }
    },
  };
}

function integers(labels: readonly number[]): Uint8Array<ArrayBuffer> {
  const view = new DataView(new ArrayBuffer(labels.length * 8));
  labels.forEach((label, row) => view.setBigInt64(row * 8, BigInt(label), true));
  return new Uint8Array(view.buffer);
}

/** The protocol's form of texts: each with its length in four bytes before it. */
function texts(labels: readonly string[]): Uint8Array<ArrayBuffer> {
  const encoded = labels.map((label) => new TextEncoder().encode(label));
  const view = new DataView(
    new ArrayBuffer(encoded.reduce((sum, { length }) => sum + 4 + length, 0)),
  );
  const bytes = new Uint8Array(view.buffer);
  let offset = 0;
  for (const text of encoded) {
    view.setUint32(offset, text.length, true);
    bytes.set(text, offset + 4);
    offset += 4 + text.length;
  }
  return bytes;
}

function littleEndian(numbers: Float64Array): Uint8Array<ArrayBuffer> {
  const view = new DataView(new ArrayBuffer(numbers.length * 8));
  numbers.forEach((number, index) => view.setFloat64(index * 8, number, true));
  return new Uint8Array(view.buffer);
}

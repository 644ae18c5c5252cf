import { likeliest } from "../model/answer_format.ts";
import type { ServedModel } from "../model/served_model.ts";
import type { InferRequest } from "./infer_request.ts";

/** Names of the outputs, as skl2onnx calls them. */
export const OUTPUT_NAMES: readonly string[] = ["label", "probabilities"];

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
 * @returns `INT64`, or `BYTES` for texts.
 */
export function labelDatatype(classes: readonly (number | string)[]): string {
  return classes.every((label) => Number.isInteger(label)) ? "INT64" : "BYTES";
}

/**
 * Writes the answer to a request.
 *
 * @param model What answered.
 * @param request The request.
 * @param probabilities Probabilities, row-major `[nRows, nClasses]`.
 * @returns The answer: JSON, or JSON with bytes behind it.
 */
export function inferResponse(
  model: ServedModel,
  request: InferRequest,
  probabilities: Float64Array,
): Response {
  const { classes } = model.classifier;
  const nRows = probabilities.length / classes.length;
  const tensors: Readonly<Record<string, OutputTensor>> = {
    label: labelTensor(classes, probabilities),
    probabilities: {
      datatype: "FP64",
      shape: [nRows, classes.length],
      json: `[${probabilities.join(",")}]`,
      bytes: () => littleEndian(probabilities),
    },
  };
  const chunks: Uint8Array<ArrayBuffer>[] = [];
  const outputs = request.outputs.map(({ name, isBinary }) => {
    const { datatype, shape, json, bytes } = tensors[name]!;
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

function labelTensor(
  classes: readonly (number | string)[],
  probabilities: Float64Array,
): OutputTensor {
  const nClasses = classes.length;
  const labels = Array.from(
    { length: probabilities.length / nClasses },
    (_, row) => classes[likeliest(probabilities, row * nClasses, (row + 1) * nClasses)]!,
  );
  const datatype = labelDatatype(classes);
  return {
    datatype,
    shape: [labels.length],
    json: JSON.stringify(datatype === "INT64" ? labels : labels.map(String)),
    bytes: () => datatype === "INT64" ? integers(labels as number[]) : texts(labels.map(String)),
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

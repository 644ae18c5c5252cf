import { REFERENCE_TASK } from "@mlops/tasks";
import { parseTable, REFERENCE_TABLE } from "@mlops/tasks/reference";

/** A request of the Open Inference Protocol with its binary-data extension. */
export interface InferBatch {
  /** Its headers. */
  readonly headers: Readonly<Record<string, string>>;
  /** Its JSON with the rows' float32 values behind it, and nothing more. */
  readonly body: Uint8Array<ArrayBuffer>;
}

/**
 * Writes rows of the reference data set in the most compact form that the service takes: a request that
 * is turned away still has to be sent and received.
 *
 * @param nRows How many rows, at most as many as the data set has.
 * @param inputName Name of the model's input.
 * @returns The request.
 */
export function inferBatch(nRows: number, inputName: string): InferBatch {
  const { features } = parseTable(REFERENCE_TABLE.text);
  const values = Float32Array.from(features.subarray(0, nRows * REFERENCE_TASK.columns.length));
  const json = new TextEncoder().encode(JSON.stringify({
    inputs: [{
      name: inputName,
      datatype: "FP32",
      shape: [nRows, REFERENCE_TASK.columns.length],
      parameters: { "binary_data_size": values.byteLength },
    }],
    parameters: { "binary_data_output": true },
  }));
  const body = new Uint8Array(json.length + values.byteLength);
  body.set(json);
  body.set(new Uint8Array(values.buffer), json.length);
  return {
    headers: {
      "content-type": "application/octet-stream",
      "inference-header-content-length": `${json.length}`,
    },
    body,
  };
}

import type { Rows } from "@mlops/model";
import { Problem } from "../http/problem.ts";
import { parseJson } from "../http/media_type.ts";
import { ValidationError } from "../http/validation_error.ts";
import type { RowReader } from "../rows/row_reader.ts";
import { readRows } from "./read_rows.ts";
import type { WireTensor } from "./tensor.ts";

/** An output that is asked for. */
export interface RequestedOutput {
  /** Its name. */
  readonly name: string;
  /** Whether it is sent as bytes behind the JSON. */
  readonly isBinary: boolean;
}

/** A request of the Open Inference Protocol. */
export interface InferRequest {
  /** The client's id, or `null`. */
  readonly id: string | null;
  /** The rows. */
  readonly rows: Rows;
  /** Outputs that are asked for, in order. */
  readonly outputs: readonly RequestedOutput[];
}

/** What requests to a model look like. */
export interface InferSignature {
  /** Name of the input tensor of all columns. */
  readonly inputName: string;
  /** Reads the features. */
  readonly reader: RowReader;
  /** Names of the outputs. */
  readonly outputNames: readonly string[];
}

/**
 * Reads a request's JSON and the bytes behind it.
 *
 * @param body The whole body.
 * @param jsonLength Length of the JSON in bytes where bytes follow it, else `null`.
 * @param signature What requests to the model look like.
 * @returns The request.
 * @throws {Problem} 400 if it is no JSON object or the lengths do not fit.
 * @throws {ValidationError} If it does not fit the model.
 */
export function readInferRequest(
  body: Uint8Array,
  jsonLength: number | null,
  signature: InferSignature,
): InferRequest {
  if (jsonLength !== null && jsonLength > body.length) {
    throw new Problem(400, "Inference-Header-Content-Length must be at most the body's length");
  }
  const json = parseJson(new TextDecoder().decode(body.subarray(0, jsonLength ?? body.length)));
  if (!isObject(json)) throw new Problem(400, "The body must be a JSON object");
  const { id, inputs } = json;

  if (id !== undefined && typeof id !== "string") refuse(["id"], "id must be a string");
  if (!Array.isArray(inputs) || inputs.length === 0 || !inputs.every(isObject)) {
    refuse(["inputs"], `inputs must be an array of tensors, such as "${signature.inputName}"`);
  }
  let at = jsonLength ?? body.length;
  const take = (sizeBytes: number) => {
    if (at + sizeBytes > body.length) return null;
    at += sizeBytes;
    return body.subarray(at - sizeBytes, at);
  };
  const rows = readRows(inputs as WireTensor[], signature, jsonLength === null ? null : take);
  if (at !== body.length) {
    throw new Problem(
      400,
      `The body must end with its tensors: ${body.length - at} bytes are left`,
    );
  }
  return { id: id as string | undefined ?? null, rows, outputs: readOutputs(json, signature) };
}

function readOutputs(json: WireTensor, { outputNames }: InferSignature): RequestedOutput[] {
  const isAllBinary = parameterOf(json, "binary_data_output") === true;
  const { outputs } = json;
  if (outputs === undefined || Array.isArray(outputs) && outputs.length === 0) {
    return outputNames.map((name) => ({ name, isBinary: isAllBinary }));
  }
  if (!Array.isArray(outputs)) refuse(["outputs"], "outputs must be an array");
  // By name: one that is asked for again is answered once, however often a body can name it.
  const asked = new Map<string, RequestedOutput>();
  for (const [index, output] of (outputs as unknown[]).entries()) {
    const name = isObject(output) ? output["name"] : undefined;
    if (typeof name !== "string" || !outputNames.includes(name)) {
      const names = outputNames.map((known) => `"${known}"`).join(" or ");
      return refuse(["outputs", index, "name"], `the name of an output must be ${names}`);
    }
    if (asked.has(name)) continue;
    const isBinary = parameterOf(output as WireTensor, "binary_data") ?? isAllBinary;
    asked.set(name, { name, isBinary: isBinary === true });
  }
  return [...asked.values()];
}

function parameterOf(holder: WireTensor, name: string): unknown {
  const { parameters } = holder;
  if (parameters === undefined) return undefined;
  return isObject(parameters)
    ? parameters[name]
    : refuse(["parameters"], "parameters must be an object");
}

function isObject(value: unknown): value is WireTensor {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function refuse(path: readonly (string | number)[], reason: string): never {
  throw new ValidationError([{ path, reason }]);
}

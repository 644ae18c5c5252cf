import { type BodyReader } from "../http/body_reader.ts";
import { MANY_ROWS_BYTES } from "../http/whole_body.ts";
import type { Exchange } from "../http/exchange.ts";
import { readInferRequest } from "../inference/infer_request.ts";
import { inferResponse, labelDatatype, outputNames } from "../inference/infer_response.ts";
import { inputNameOf } from "../inference/tensor_names.ts";
import type { Lifecycle } from "../http/lifecycle.ts";
import { JSON_TYPE, requireMediaType } from "../http/media_type.ts";
import type { Assignment, ModelStore } from "../model/model_store.ts";
import { ModelUnavailableError } from "../model/model_unavailable_error.ts";
import type { Predictor } from "../scoring/predictor.ts";
import { Problem } from "../http/problem.ts";
import { jsonResponse, type Route } from "../http/route.ts";
import type { ServedModel } from "../model/served_model.ts";

/** What the routes need. */
export interface InferenceParts {
  /** The models in memory. */
  readonly store: ModelStore;
  /** Scores rows. */
  readonly predictor: Predictor;
  /** Reads bodies. */
  readonly bodies: BodyReader;
  /** Whether the service is about to end. */
  readonly lifecycle: Lifecycle;
}

/** Version of this service, as the protocol's clients see it. */
const SERVER_VERSION = "1.0.0";

/** Platforms by flavor, in the protocol's form `<project>_<format>`. */
const PLATFORMS: Readonly<Record<string, string>> = { onnx: "onnx_onnxv1" };

/**
 * Makes the routes of the Open Inference Protocol, version 2 (KServe), with its binary-data extension.
 *
 * @param parts What the routes need.
 * @returns The routes.
 */
export function inferenceRoutes(parts: InferenceParts): Route[] {
  const { store, lifecycle } = parts;
  const json = (value: unknown) => jsonResponse(JSON.stringify(value));
  const routes: Omit<Route, "problemExtensions">[] = [
    {
      method: "GET",
      path: "/v2",
      handle: () =>
        json({ name: "predict", version: SERVER_VERSION, extensions: ["binary_tensor_data"] }),
    },
    { method: "GET", path: "/v2/health/live", handle: () => json({ live: true }) },
    {
      method: "GET",
      path: "/v2/health/ready",
      handle() {
        if (store.champion === null || lifecycle.isDraining) {
          throw new Problem(503, `Not ready: ${store.trouble ?? "the service is about to end"}`, {
            extensions: { ready: false },
          });
        }
        return json({ ready: true });
      },
    },
    { method: "GET", path: "/v2/models", handle: () => json({ models: listModels(store) }) },
  ];
  for (const prefix of ["/v2/models/:name", "/v2/models/:name/versions/:version"]) {
    routes.push(
      {
        method: "GET",
        path: prefix,
        handle: (exchange) => json(describe(find(store, exchange).model, store)),
      },
      {
        method: "GET",
        path: `${prefix}/ready`,
        handle: (exchange) => json({ name: find(store, exchange).model.name, ready: true }),
      },
      {
        method: "POST",
        path: `${prefix}/infer`,
        isScoring: true,
        handle: (exchange) => infer(parts, exchange),
      },
    );
  }
  return routes.map((route) => ({
    ...route,
    faultStatus: 400,
    problemExtensions: ({ message }) => ({ error: message }),
  }));
}

/** Finds the model that a path names; without a version, the one whose turn it is. */
function find(store: ModelStore, exchange: Exchange): Assignment {
  const { name, version } = exchange.parameters;
  if (store.champion === null) {
    throw new ModelUnavailableError(store.trouble ?? "none is found");
  }
  const found = version === undefined
    ? store.choose(exchange.clientId ?? exchange.id)
    : store.find(version);
  if (found === undefined || found.model.name !== name) {
    const what = version === undefined ? `model "${name}"` : `version ${version} of "${name}"`;
    throw new Problem(404, `There is no ${what} here`);
  }
  exchange.model = found.model;
  return found;
}

async function infer(
  { store, predictor, bodies }: InferenceParts,
  exchange: Exchange,
): Promise<Response> {
  const { request } = exchange;
  const headerLength = request.headers.get("inference-header-content-length");
  // Triton's Python client tells no type. With this header a page elsewhere would have to ask first.
  if (headerLength === null || request.headers.has("content-type")) {
    requireMediaType(request, [JSON_TYPE, "application/octet-stream"]);
  }
  const jsonLength = readLength(headerLength);
  const body = await bodies.bytes(exchange, MANY_ROWS_BYTES);
  const assignment = find(store, exchange);
  const { model } = assignment;
  const inferRequest = readInferRequest(body, jsonLength, {
    inputName: inputNameOf(model),
    reader: model.rows,
    outputNames: outputNames(model.scorer),
  });
  const prediction = await predictor.score(exchange, assignment, inferRequest.rows);
  return inferResponse(model, inferRequest, prediction);
}

function readLength(header: string | null): number | null {
  if (header === null) return null;
  if (/^\d{1,10}$/.test(header)) return Number(header);
  throw new Problem(400, "Inference-Header-Content-Length must be a number of bytes");
}

function describe(model: ServedModel, store: ModelStore): Record<string, unknown> {
  const { classes, nOutputs, output } = model.scorer;
  const versions = [...store.assignments.values()].map((each) => each.model.version);
  return {
    name: model.name,
    versions: [...new Set(versions)],
    platform: PLATFORMS[model.flavor] ?? `${model.flavor}_${model.flavor}`,
    inputs: describeInputs(model),
    outputs: output === "value" ? [{ name: "prediction", datatype: "FP64", shape: [-1] }] : [
      { name: "label", datatype: labelDatatype(classes), shape: [-1] },
      { name: output, datatype: "FP64", shape: [-1, nOutputs] },
    ],
  };
}

/** One tensor of all columns where they have one type, else a tensor for each; both are taken. */
function describeInputs(model: ServedModel): Record<string, unknown>[] {
  const { features } = model;
  const types = new Set(features.map(({ type }) => type.toUpperCase()));
  if (types.size > 1) {
    return features.map(({ name, type }) => ({
      name,
      datatype: type.toUpperCase(),
      shape: [-1, 1],
    }));
  }
  return [{
    name: inputNameOf(model),
    datatype: [...types][0],
    shape: [-1, features.length],
    parameters: { columns: features.map(({ name }) => name) },
  }];
}

/** Lists the versions in memory and those that were refused. */
function listModels(store: ModelStore): Record<string, unknown>[] {
  const served = [...store.assignments.values()].map(({ model, role }) => ({
    name: model.name,
    version: model.version,
    role,
    state: "READY",
    reason: "",
  }));
  const refused = store.refusals.map(({ name, version, role, detail }) => ({
    name,
    version,
    role,
    state: "UNAVAILABLE",
    reason: detail,
  }));
  return [...served, ...refused];
}

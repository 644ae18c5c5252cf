import { z } from "@hono/zod-openapi";
import { DATATYPES } from "../inference/datatypes.ts";
import { labelDatatype, outputNames } from "../inference/infer_response.ts";
import {
  type Operation,
  PREDICTION_HEADERS,
  PROTOCOL_BODY_PROBLEMS,
  responses,
} from "./operation.ts";
import { arrayOf, type DescribedModel, exampleRow, label, valueSchema } from "./schemas.ts";

/**
 * Lists the operations of the Open Inference Protocol.
 *
 * @param model The served model.
 * @returns The operations.
 */
export function inferenceOperations(model: DescribedModel): Operation[] {
  const tags = ["Open Inference Protocol"];
  const name = z.string().openapi({ param: { name: "name", in: "path" }, example: model.name });
  const version = z.string().openapi({
    param: { name: "version", in: "path" },
    example: model.version,
  });
  const get = (path: string, summary: string, schema: z.ZodObject, problems: number[] = []) => ({
    method: "get" as const,
    path,
    tags,
    summary,
    responses: responses({ description: summary, schema }, problems),
  });
  const operations: Operation[] = [
    get(
      "/v2",
      "The server",
      z.strictObject({ name: z.string(), version: z.string(), extensions: z.array(z.string()) }),
    ),
    get("/v2/health/live", "Whether the server answers", z.strictObject({ live: z.boolean() })),
    get(
      "/v2/health/ready",
      "Whether the server predicts",
      z.strictObject({ ready: z.boolean() }),
      [503],
    ),
    get("/v2/models", "Versions in memory, and those that were refused", listSchema()),
  ];
  for (
    const { prefix, params } of [
      { prefix: "/v2/models/{name}", params: z.object({ name }) },
      { prefix: "/v2/models/{name}/versions/{version}", params: z.object({ name, version }) },
    ]
  ) {
    const ofModel = { tags, request: { params } };
    operations.push(
      { ...get(prefix, "The model's tensors", metadataSchema(), [404, 503]), ...ofModel },
      {
        ...get(
          `${prefix}/ready`,
          "Whether the model predicts",
          z.strictObject({ name: z.string(), ready: z.boolean() }),
          [404, 503],
        ),
        ...ofModel,
      },
      {
        method: "post",
        path: `${prefix}/infer`,
        tags,
        summary: "Predict rows",
        description: "The schema shows one and two rows; as many as fit into 4 MiB are taken. " +
          "Tensors may also be sent and asked for as bytes (binary_tensor_data).",
        request: {
          headers: PREDICTION_HEADERS,
          params,
          body: {
            required: true,
            content: { "application/json": { schema: inferSchema(model) } },
          },
        },
        responses: responses({
          description: "The outputs.",
          schema: answerSchema(model),
          isByModel: true,
        }, [...PROTOCOL_BODY_PROBLEMS, 404]),
      },
    );
  }
  return operations;
}

function listSchema(): z.ZodObject {
  return z.strictObject({
    models: z.array(z.strictObject({
      name: z.string(),
      version: z.string(),
      role: z.enum(["champion", "challenger", "shadow"]),
      state: z.enum(["READY", "UNAVAILABLE"]),
      reason: z.string(),
    })),
  });
}

function metadataSchema(): z.ZodObject {
  const tensor = z.looseObject({
    name: z.string(),
    datatype: z.string(),
    shape: z.array(z.int()),
  });
  return z.strictObject({
    name: z.string(),
    versions: z.array(z.string()),
    platform: z.string(),
    inputs: z.array(tensor),
    outputs: z.array(tensor),
  });
}

/** Names of all element types that are taken. */
const DATATYPE_NAMES = [...DATATYPES.keys()];

function inferSchema(model: DescribedModel): z.ZodObject {
  const inputs = isOfOneType(model) ? wholeInputs(model) : columnInputs(model);
  return z.looseObject({
    id: z.string().optional(),
    inputs: inputs.schema,
    outputs: z.array(
      z.looseObject({ name: z.enum(outputNames(model)), parameters: PARAMETERS }),
    ).optional(),
    parameters: PARAMETERS,
  }).openapi("InferRequest", { example: { inputs: inputs.example } });
}

const PARAMETERS = z.looseObject({}).optional();

interface Inputs {
  readonly schema: z.ZodType;
  readonly example: readonly unknown[];
}

/** One tensor of all columns. */
function wholeInputs(model: DescribedModel): Inputs {
  const row = Object.values(exampleRow(model));
  const width = row.length;
  const [first] = model.features;
  const datatype = first!.type.toUpperCase();
  // Each column has bounds of its own only where its categories must be known.
  const value = first!.mustBeKnown ? z.literal(row[0]!) : valueSchema(first!);
  const inputOf = (nRows: number) =>
    z.looseObject({
      name: z.literal(model.inputName),
      shape: arrayOf(z.int(), 2).openapi({ enum: [[nRows, width]] }),
      datatype: z.enum(datatype.startsWith("FP") ? ["FP32", "FP64"] : [datatype]),
      parameters: PARAMETERS,
      data: z.union([arrayOf(value, nRows * width), arrayOf(arrayOf(value, width), nRows)]),
    });
  return {
    schema: arrayOf(z.union([inputOf(1), inputOf(2)]), 1),
    example: [{ name: model.inputName, shape: [1, width], datatype, data: [row] }],
  };
}

/** A tensor for each column. */
function columnInputs(model: DescribedModel): Inputs {
  const row = exampleRow(model);
  const example = model.features.map(({ name, type }) => ({
    name,
    shape: [1, 1],
    datatype: type.toUpperCase(),
    data: [row[name]],
  }));
  const input = z.looseObject({
    name: z.enum(model.features.map(({ name }) => name)),
    shape: z.array(z.int()),
    datatype: z.enum(DATATYPE_NAMES),
    parameters: PARAMETERS,
    data: z.array(z.union([z.number(), z.string(), z.boolean()])),
  });
  return { schema: arrayOf(input, example.length).openapi({ enum: [example] }), example };
}

function isOfOneType({ features }: DescribedModel): boolean {
  return features.every(({ type }) => type === features[0]!.type);
}

function answerSchema(model: DescribedModel): z.ZodObject {
  const shape = z.array(z.int());
  return z.strictObject({
    "model_name": z.string(),
    "model_version": z.string(),
    id: z.string().optional(),
    outputs: z.array(z.looseObject({
      name: z.enum(outputNames(model)),
      shape,
      datatype: z.enum([labelDatatype(model.classes), "FP64"]),
      data: z.array(label).optional(),
    })),
  }).openapi("InferResponse");
}

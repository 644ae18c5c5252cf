import { z } from "@hono/zod-openapi";
import {
  type Operation,
  PREDICTION_HEADERS,
  PROTOCOL_BODY_PROBLEMS,
  responses,
} from "./operation.ts";
import { csvSchema, exampleTable } from "./csv_schema.ts";
import {
  arrayOf,
  type DescribedModel,
  exampleRow,
  label,
  probability,
  valueSchema,
} from "./schemas.ts";

/**
 * Lists the operations of MLflow's scoring server.
 *
 * @param model The served model.
 * @returns The operations.
 */
export function invocationOperations(model: DescribedModel): Operation[] {
  const tags = ["MLflow scoring"];
  const example = exampleRow(model);
  const columns = Object.keys(example);
  const row = Object.values(example);
  const record = z.looseObject(
    Object.fromEntries(model.features.map((feature) => [feature.name, valueSchema(feature)])),
  );
  const names = z.array(z.string()).optional().openapi({ enum: [columns] });
  const [first] = model.features;
  const isUniform = model.features.every(({ type, mustBeKnown, isNullable }) =>
    type === first!.type && isNullable === first!.isNullable && !mustBeKnown
  );
  const rows = isUniform
    ? z.array(arrayOf(valueSchema(first!), columns.length))
    : z.array(arrayOf(z.unknown(), columns.length)).openapi({ enum: [[row]] });
  return [
    {
      method: "get",
      path: "/ping",
      tags,
      summary: "Whether a model is loaded",
      responses: {
        200: { description: "It is; a line break." },
        404: { description: "It is not." },
      },
    },
    {
      method: "get",
      path: "/version",
      tags,
      summary: "Version of MLflow whose protocol this is",
      responses: { 200: { description: "The version, as a bare text." } },
    },
    {
      method: "post",
      path: "/invocations",
      tags,
      summary: "Predict rows",
      request: {
        headers: PREDICTION_HEADERS,
        body: {
          required: true,
          content: {
            "application/json": {
              schema: z.union([
                formatOf("dataframe_split", z.looseObject({ columns: names, data: rows })),
                formatOf("dataframe_records", z.array(record)),
                formatOf("instances", z.union([rows, z.array(record)])),
                formatOf("inputs", rows),
              ]),
              examples: {
                split: { value: { "dataframe_split": { columns, data: [row] } } },
                records: { value: { "dataframe_records": [example] } },
                instances: { value: { instances: [row] } },
                inputs: { value: { inputs: [row] } },
              },
            },
            "text/csv": {
              schema: csvSchema(model.features),
              example: exampleTable(example),
            },
          },
        },
      },
      responses: responses({
        description: "What the model says of each row, as the server of its flavor tells it.",
        schema: z.strictObject({ predictions: predictionsSchema(model) }),
        isByModel: true,
      }, PROTOCOL_BODY_PROBLEMS),
    },
  ];
}

function predictionsSchema(model: DescribedModel): z.ZodType {
  const { invocation, output, nOutputs, outputName } = model;
  const number = output === "probabilities" ? probability : z.number();
  const numbers = z.array(arrayOf(number, nOutputs));
  if (invocation === "second") return z.array(number);
  if (invocation === "numbers") return numbers;
  if (output === "value") {
    return invocation === "outputs" ? z.strictObject({ [outputName]: numbers }) : z.array(number);
  }
  if (invocation === "listed labels") return z.array(arrayOf(label, 1));
  return invocation === "labels"
    ? z.array(label)
    : z.strictObject({ label: z.array(label), [output]: numbers });
}

const FORMATS = ["dataframe_split", "dataframe_records", "instances", "inputs"];

/** A body with one of the formats and none of the others; further members are left aside. */
function formatOf(format: string, schema: z.ZodType): z.ZodObject {
  const others = [...FORMATS.filter((other) => other !== format), "signature_name"];
  return z.looseObject({ [format]: schema }).openapi({
    not: { anyOf: others.map((other) => ({ required: [other] })) },
  });
}

import { z } from "@hono/zod-openapi";
import { MAX_ROWS } from "../rows/row_reader.ts";
import { BODY_PROBLEMS, type Operation, PREDICTION_HEADERS, responses } from "./operation.ts";
import { csvSchema, exampleTable } from "./csv_schema.ts";
import { type DescribedModel, exampleRow, type ModelSchemas } from "./schemas.ts";

/**
 * Lists the operations that predict.
 *
 * @param model The served model.
 * @param schemas The schemas that depend on it.
 * @returns The operations.
 */
export function predictOperations(model: DescribedModel, schemas: ModelSchemas): Operation[] {
  const { row, prediction } = schemas;
  const example = exampleRow(model);
  return [
    {
      method: "post",
      path: "/predict",
      tags: ["Predictions"],
      summary: "Predict one row or many",
      description:
        `One object is answered with one prediction, an array of up to ${MAX_ROWS} with an array in ` +
        "the same order. Values outside of the usual ranges are answered too.",
      request: {
        headers: PREDICTION_HEADERS,
        query: z.object({
          explain: z.enum(["true", "false"]).optional().openapi({
            description:
              "Adds each feature's contribution; 413 for more rows than are explained in about 10 s.",
          }),
        }),
        body: {
          required: true,
          content: {
            "application/json": {
              schema: z.union([row, z.array(row).max(MAX_ROWS)]),
              examples: {
                one: { summary: "One row", value: example },
                many: { summary: "Two rows", value: [example, example] },
              },
            },
          },
        },
      },
      responses: responses({
        description: "The prediction, or one for each row.",
        schema: z.union([prediction, z.array(prediction)]),
        isByModel: true,
      }, BODY_PROBLEMS),
    },
    {
      method: "post",
      path: "/predict/csv",
      tags: ["Predictions"],
      summary: "Predict a table of any length",
      description: "The first line names the columns, in any order and with others between them. " +
        "Cells may be separated by comma, semicolon, tab or bar, decimals by point or comma; the " +
        "text may be UTF-8, UTF-16 or Windows-1252. " +
        "The answer is the same table in UTF-8 with the prediction appended; where a later row is bad it " +
        "ends with a line that names it, and breaks off.",
      request: {
        headers: PREDICTION_HEADERS,
        body: {
          required: true,
          content: {
            "text/csv": { schema: csvSchema(model.features), example: exampleTable(example) },
          },
        },
      },
      responses: responses({
        description: `The table with ${model.format.columns.join(", ")}.`,
        mediaType: "text/csv",
        isByModel: true,
      }, BODY_PROBLEMS),
    },
  ];
}

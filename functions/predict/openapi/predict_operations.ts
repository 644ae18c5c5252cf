import { z } from "@hono/zod-openapi";
import { MAX_ROWS } from "../routes/predict.ts";
import { BODY_PROBLEMS, type Operation, responses } from "./operation.ts";
import { type DescribedModel, exampleRow, predictionSchema, rowSchema } from "./schemas.ts";

/**
 * Lists the operations that predict.
 *
 * @param model The served model.
 * @returns The operations.
 */
export function predictOperations(model: DescribedModel): Operation[] {
  const row = rowSchema(model);
  const prediction = predictionSchema(model);
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
  ];
}

import { RISK_LEVELS } from "@mlops/diabetes";
import { z } from "@hono/zod-openapi";
import { BODY_PROBLEMS, type Operation, responses } from "./operation.ts";
import { type DescribedModel, exampleRow, type ModelSchemas, probability } from "./schemas.ts";

/**
 * Lists the operation that explains a prediction.
 *
 * @param model The served model.
 * @param schemas The schemas that depend on it.
 * @returns The operations.
 */
export function explainOperations(model: DescribedModel, schemas: ModelSchemas): Operation[] {
  const label = z.union([z.number(), z.string()]);
  const change = z.strictObject({
    feature: z.string(),
    from: z.number(),
    to: z.number().openapi({ description: "A value on the feature's slider." }),
    probability,
    ...model.format.isDiabetes ? { "risk_level": z.enum(RISK_LEVELS) } : { label },
  });
  const explanation = z.strictObject({
    ...schemas.predictionFields,
    "explained_class": label,
    "explained_probability": probability,
    "base_value": probability.openapi({
      description: "The probability without knowing any feature.",
    }),
    contributions: schemas.contributions,
    "nearest_change": change.nullable().openapi({
      description: "The smallest change of one feature that leads to another risk level or class.",
    }),
  }).openapi("Explanation");
  return [{
    method: "post",
    path: "/explain",
    tags: ["Predictions"],
    summary: "Explain one row",
    description:
      "Exact, path-dependent TreeSHAP: base value and contributions add up to the probability. " +
      "Models that are no forests, or whose file lacks the nodes' rows, are answered with 422.",
    request: {
      body: {
        required: true,
        content: { "application/json": { schema: schemas.row, example: exampleRow(model) } },
      },
    },
    responses: responses({
      description: "Why the row has its probability.",
      schema: explanation,
      isByModel: true,
    }, BODY_PROBLEMS),
  }];
}

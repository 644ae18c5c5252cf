import { z } from "@hono/zod-openapi";
import { BODY_PROBLEMS, type Operation, responses } from "./operation.ts";
import {
  type DescribedModel,
  exampleRow,
  label,
  type ModelSchemas,
  probability,
} from "./schemas.ts";

/**
 * Lists the operation that explains a prediction.
 *
 * @param model The served model.
 * @param schemas The schemas that depend on it.
 * @returns The operations.
 */
export function explainOperations(model: DescribedModel, schemas: ModelSchemas): Operation[] {
  const isProbable = model.output === "probabilities";
  const isValue = model.output === "value";
  const value = z.union([z.number(), z.string(), z.boolean()]);
  const change = z.strictObject({
    feature: z.string(),
    from: value.nullable(),
    to: value.openapi({ description: "A value on the feature's slider, or another category." }),
    ...isProbable ? { probability } : { score: z.number() },
    ...model.format.verdict === null
      ? { label }
      : { "risk_level": z.enum(model.format.verdict.levels) },
  });
  const explanation = z.strictObject({
    ...schemas.predictionFields,
    ...isValue ? {} : { "explained_class": label },
    ...isProbable ? { "explained_probability": probability } : {},
    "explained_space": z.enum(["margin", "value"]).optional().openapi({
      description:
        "What the contributions add up to, if it is not the probability: the raw score " +
        "(for two classes log-odds), or the value of a regression.",
    }),
    "base_value": z.number().openapi({
      description: "What is predicted without knowing any feature, in the same space.",
    }),
    contributions: schemas.contributions,
    "nearest_change": change.nullable().openapi({
      description:
        "The smallest change of one feature that leads to another risk level or class; null if there is " +
        "none, or none was found within a second.",
    }),
  }).openapi("Explanation");
  return [{
    method: "post",
    path: "/explain",
    tags: ["Predictions"],
    summary: "Explain one row",
    description:
      "Exact, path-dependent TreeSHAP: base value and contributions add up to the prediction. " +
      "Models that cannot be explained, or not within 10 s, are answered with 422, which says why.",
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

/**
 * The OpenAPI 3.1 document. It is loaded with the first request for it, as zod and its schemas would
 * double the time of a start; requests themselves are checked by `row_reader.ts` and its like, and the
 * tests hold those to the schemas here.
 *
 * @module
 */
import { FEATURES } from "@mlops/diabetes";
import { createRoute, OpenAPIHono } from "@hono/zod-openapi";
import { answerFormat } from "../answer_format.ts";
import type { ServedModel } from "../served_model.ts";
import { predictOperations } from "./predict_operations.ts";
import type { DescribedModel } from "./schemas.ts";
import { serviceOperations } from "./service_operations.ts";

/** Shown while no model is loaded: the reference task. */
const ASSUMED_MODEL: DescribedModel = {
  name: "diabetes-model",
  version: "none",
  features: FEATURES.map((feature) => ({ ...feature, quantiles: null, histogram: null })),
  classes: [0, 1],
  format: answerFormat("diabetes", [0, 1]),
};

/** Of the model that the last document described, and its text. */
let last: { readonly model: ServedModel | null; readonly text: string } | null = null;

/**
 * Describes the service with the features of a model.
 *
 * @param model The served model, or `null` while there is none: then the reference task is shown.
 * @returns Text of the document.
 */
export function openApiDocument(model: ServedModel | null): string {
  if (last?.model === model) return last.text;
  const described = model === null
    ? ASSUMED_MODEL
    : { ...model, classes: model.classifier.classes };
  const app = new OpenAPIHono();
  for (const operation of [...predictOperations(described), ...serviceOperations()]) {
    app.openAPIRegistry.registerPath(createRoute(operation));
  }
  const document = app.getOpenAPI31Document({
    openapi: "3.1.0",
    info: {
      title: "Prediction API",
      version: "1.0.0",
      description: "Predictions on tables, by the model that the registry's alias points to.",
    },
    tags: [
      { name: "Predictions", description: "Ask the served model." },
      { name: "Service", description: "How the service is." },
    ],
  });
  const text = JSON.stringify(document);
  last = { model, text };
  return text;
}

/**
 * The OpenAPI 3.1 document. It is loaded with the first request for it, as zod and its schemas would
 * double the time of a start; requests themselves are checked by `rows/row_reader.ts` and its like, and the
 * tests hold those to the schemas here.
 *
 * @module
 */
import { findTask, REFERENCE_TASK } from "@mlops/tasks";
import { createRoute, OpenAPIHono } from "@hono/zod-openapi";
import { answerFormat } from "../model/answer_format.ts";
import type { ServedModel } from "../model/served_model.ts";
import { inputNameOf, outputNameOf } from "../inference/tensor_names.ts";
import { explainOperations } from "./explain_operations.ts";
import { guardedOperation, SECURITY_SCHEMES } from "./guarded_operation.ts";
import { inferenceOperations } from "./inference_operations.ts";
import { invocationOperations } from "./invocation_operations.ts";
import { auditOperations } from "./audit_operations.ts";
import { logOperations } from "./log_operations.ts";
import { modelOperations } from "./model_operations.ts";
import { repositoryOperations } from "./repository_operations.ts";
import { predictOperations } from "./predict_operations.ts";
import { siteGuardedOperation } from "./operation.ts";
import { type DescribedModel, modelSchemas } from "./schemas.ts";
import { serviceOperations } from "./service_operations.ts";

/** Shown while no model is loaded: the reference task. */
const ASSUMED_MODEL: DescribedModel = {
  name: REFERENCE_TASK.model,
  version: "none",
  features: REFERENCE_TASK.columns.map((feature) => ({
    ...feature,
    type: "fp32",
    categories: null,
    mustBeKnown: false,
    isNullable: false,
    mayBeInfinite: false,
    quantiles: null,
    histogram: null,
  })),
  classes: [0, 1],
  nOutputs: 2,
  output: "probabilities",
  invocation: "outputs",
  format: answerFormat(REFERENCE_TASK.name, {
    classes: [0, 1],
    nOutputs: 2,
    output: "probabilities",
  }),
  inputName: "float_input",
  outputName: "probabilities",
  sample: REFERENCE_TASK.sample.row,
};

/** Of the model that the last document described, and its text. */
let last:
  | { readonly model: ServedModel | null; readonly isGuarded: boolean; readonly text: string }
  | null = null;

/**
 * Describes the service with the features of a model.
 *
 * @param model The served model, or `null` while there is none: then the reference task is shown.
 * @param isGuarded Whether routes ask for rights.
 * @returns Text of the document.
 */
export function openApiDocument(model: ServedModel | null, isGuarded: boolean): string {
  if (last?.model === model && last.isGuarded === isGuarded) return last.text;
  const described = model === null ? ASSUMED_MODEL : describe(model);
  const schemas = modelSchemas(described);
  const operations = [
    ...predictOperations(described, schemas),
    ...explainOperations(described, schemas),
    ...modelOperations(),
    ...serviceOperations(),
    ...inferenceOperations(described),
    ...repositoryOperations(described),
    ...invocationOperations(described),
    ...logOperations(described),
    ...auditOperations(),
  ];
  const app = new OpenAPIHono();
  if (isGuarded) {
    for (const [name, scheme] of Object.entries(SECURITY_SCHEMES)) {
      app.openAPIRegistry.registerComponent("securitySchemes", name, scheme);
    }
  }
  for (const operation of operations) {
    const described = isGuarded ? guardedOperation(operation) : operation;
    app.openAPIRegistry.registerPath(createRoute(siteGuardedOperation(described)));
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
      { name: "Model", description: "What the served model is." },
      { name: "Service", description: "How the service is." },
      { name: "Open Inference Protocol", description: "Version 2, as KServe specifies it." },
      { name: "MLflow scoring", description: "As MLflow 2.17.2's scoring server answers." },
      { name: "Prediction log", description: "What was predicted, and what came true." },
    ],
  });
  const text = JSON.stringify(document);
  last = { model, isGuarded, text };
  return text;
}

function describe(model: ServedModel): DescribedModel {
  const { classes, nOutputs, output } = model.scorer;
  const names = { inputName: inputNameOf(model), outputName: outputNameOf(model) };
  const sample = model.format.verdict === null ? null : findTask(model.task)?.sample?.row ?? null;
  return { ...model, classes, nOutputs, output, ...names, sample };
}

import { RISK_LEVELS } from "@mlops/diabetes";
import { z } from "@hono/zod-openapi";
import { FLOAT32_MAX } from "../rows/row_reader.ts";
import type { ServedFeature, ServedModel } from "../model/served_model.ts";

/** What the document needs to know of the served model. */
export type DescribedModel = Pick<ServedModel, "name" | "version" | "features" | "format"> & {
  /** Class labels in the order of the probabilities. */
  readonly classes: readonly (number | string)[];
  /** Name of its input in the Open Inference Protocol. */
  readonly inputName: string;
};

/** A number that the models take: a finite 32-bit float. */
export const float32: z.ZodNumber = z.number().min(-FLOAT32_MAX).max(FLOAT32_MAX);

/** A share in 0–1. */
export const probability: z.ZodNumber = z.number().min(0).max(1);

/** Schemas that several operations share. */
export interface ModelSchemas {
  /** One row. */
  readonly row: z.ZodObject;
  /** Members that tell one row's prediction. */
  readonly predictionFields: Readonly<Record<string, z.ZodType>>;
  /** One row's prediction. */
  readonly prediction: z.ZodObject;
  /** A contribution for each feature. */
  readonly contributions: z.ZodObject;
}

/**
 * Makes the schemas that depend on the model.
 *
 * @param model The served model.
 * @returns The schemas.
 */
export function modelSchemas(model: DescribedModel): ModelSchemas {
  const names = model.features.map(({ name }) => name);
  const contributions = z.strictObject(Object.fromEntries(names.map((name) => [name, z.number()])))
    .openapi("Contributions", { description: "What each feature adds to the base value." });
  const predictionFields = predictionFieldsOf(model);
  const prediction = z.strictObject({
    ...predictionFields,
    "base_value": probability.optional(),
    contributions: contributions.optional(),
  }).openapi("Prediction", {
    description: "base_value and contributions are there with explain=true only.",
  });
  return { row: rowSchema(model), predictionFields, prediction, contributions };
}

/**
 * Makes the schema of an array of a fixed length.
 *
 * @param element Schema of its elements.
 * @param length The length.
 * @returns The schema.
 */
export function arrayOf<T extends z.ZodType>(element: T, length: number): z.ZodArray<T> {
  return z.array(element).min(length).max(length);
}

function rowSchema(model: DescribedModel): z.ZodObject {
  const fields = model.features.map((feature) => [feature.name, featureSchema(feature)] as const);
  return z.strictObject(Object.fromEntries(fields)).openapi("Row", {
    description: "One row: a number for each feature of the served model.",
    example: exampleRow(model),
  });
}

/**
 * Makes a row that the examples show: the workshop's patient, or each feature's default.
 *
 * @param model The served model.
 * @returns A number for each feature.
 */
export function exampleRow(model: DescribedModel): Record<string, number> {
  return Object.fromEntries(
    model.features.map(({ name, default: usual, min }) => [
      name,
      (model.format.isDiabetes ? EXAMPLE_PATIENT[name] : undefined) ?? usual ?? min ?? 0,
    ]),
  );
}

const EXAMPLE_PATIENT: Readonly<Record<string, number>> = {
  Pregnancies: 6,
  Glucose: 148,
  BloodPressure: 72,
  SkinThickness: 35,
  Insulin: 0,
  BMI: 33.6,
  DiabetesPedigreeFunction: 0.627,
  Age: 50,
};

function predictionFieldsOf(model: DescribedModel): Readonly<Record<string, z.ZodType>> {
  if (model.format.isDiabetes) {
    return {
      "has_diabetes": z.boolean(),
      probability: probability.openapi({ description: "Probability of diabetes." }),
      "risk_level": z.enum(RISK_LEVELS),
    };
  }
  return {
    label: z.union([z.number(), z.string()]).openapi({ description: "The likeliest class." }),
    probabilities: arrayOf(probability, model.classes.length).openapi({
      description: `Probability of each class, in the order ${model.classes.join(", ")}.`,
    }),
  };
}

/** Schema of a problem document (RFC 9457). */
export const problem: z.ZodObject = z.looseObject({
  type: z.string(),
  title: z.string(),
  status: z.int().min(400).max(599),
  detail: z.string(),
  errors: z.array(z.strictObject({
    detail: z.string(),
    pointer: z.string().openapi({ description: "JSON Pointer into the body (RFC 6901)." }),
  })).optional(),
}).openapi("Problem", { description: "Why a request was not answered as wished (RFC 9457)." });

function featureSchema({ label, unit, min, max }: ServedFeature): z.ZodNumber {
  const range = min === null || max === null ? "" : `; usually ${min} to ${max}`;
  const measured = unit === "" || label.includes(`(${unit})`) ? "" : `, in ${unit}`;
  return float32.openapi({ description: `${label}${measured}${range}` });
}

import { z } from "@hono/zod-openapi";
import type { TargetMetadata } from "@mlops/mlflow";
import type { Model } from "@mlops/model";
import { INTERVAL_LEVEL } from "../model/answer_format.ts";
import { rangeOf } from "../rows/feature_reader.ts";
import type { ServedFeature, ServedModel } from "../model/served_model.ts";

/** What the document needs to know of the served model. */
export type DescribedModel =
  & Pick<ServedModel, "name" | "version" | "features" | "format" | "invocation" | "target">
  & Partial<Pick<ServedModel, "hasNotes">>
  & Pick<Model, "classes" | "nOutputs" | "output">
  & {
    /** Name of its input in the Open Inference Protocol. */
    readonly inputName: string;
    /** Name of its values in the answers of MLflow's protocol, if it is a regression. */
    readonly outputName: string;
    /** The row that its task gives as an example, or `null`. */
    readonly sample: Readonly<Record<string, number>> | null;
  };

/** A value of a row in the examples. */
export type ExampleValue = number | string | boolean;

/** A class label. */
export const label: z.ZodType = z.union([z.number(), z.string(), z.boolean()]);

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
    ...model.hasNotes === true && { notes: z.array(z.string()).optional() },
  }).openapi("Prediction", {
    description: "base_value and contributions are there with explain=true only" +
      (model.hasNotes === true
        ? ", notes where the row holds what the training has not seen."
        : "."),
  });
  return { row: rowSchema(model), predictionFields, prediction, contributions };
}

/**
 * Makes the schema of an array of a fixed length.
 *
 * @param element Schema of its elements.
 * @returns The schema.
 */
export function arrayOf<T extends z.ZodType>(element: T, length: number): z.ZodArray<T> {
  return z.array(element).min(length).max(length);
}

function rowSchema(model: DescribedModel): z.ZodObject {
  const fields = model.features.map((feature) => {
    const schema = featureSchema(feature);
    const mayBeLeftOut = model.hasNotes === true && feature.isNullable;
    return [feature.name, mayBeLeftOut ? schema.optional() : schema] as const;
  });
  return z.strictObject(Object.fromEntries(fields)).openapi("Row", {
    description: "One row: a value for each feature of the served model.",
    example: exampleRow(model),
  });
}

/**
 * Makes a row that the examples show: the task's own, or each feature's default.
 *
 * @param model The served model.
 * @returns A value for each feature.
 */
export function exampleRow(model: DescribedModel): Record<string, ExampleValue> {
  return Object.fromEntries(
    model.features.map((feature) => [
      feature.name,
      model.sample?.[feature.name] ?? exampleValue(feature),
    ]),
  );
}

function exampleValue({ type, categories, default: usual, min }: ServedFeature): ExampleValue {
  if (type === "bool") return usual === 1 || usual === true;
  return usual ?? categories?.[0] ?? (type === "bytes" ? "text" : min ?? 0);
}

function predictionFieldsOf(model: DescribedModel): Readonly<Record<string, z.ZodType>> {
  const { verdict } = model.format;
  if (verdict !== null) {
    return {
      [verdict.member]: z.boolean(),
      probability: probability.openapi({ description: `Probability of ${verdict.event}.` }),
      "risk_level": z.enum(verdict.levels),
    };
  }
  if (model.output === "value") {
    return {
      prediction: z.number(),
      ...model.format.columns.length > 1 && {
        interval: arrayOf(z.number(), 2).openapi({ description: intervalText(model.target) }),
      },
    };
  }
  const order = `in the order ${model.classes.join(", ")}.`;
  return {
    label: label.openapi({ description: "The predicted class." }),
    ...model.output === "probabilities"
      ? {
        probabilities: arrayOf(probability, model.nOutputs).openapi({
          description: `Probability of each class, ${order}`,
        }),
      }
      : {
        scores: arrayOf(z.number(), model.nOutputs).openapi({
          description: `Score of each class, no probability, ${order}`,
        }),
      },
  };
}

/** Says how often values lie within their interval: asked for, and as the test rows had it. */
function intervalText(target: TargetMetadata | undefined): string {
  const measured = target?.coverage === undefined
    ? ""
    : `; of the test rows ${Math.round(target.coverage * 100)} % did`;
  return `From and to: ${INTERVAL_LEVEL * 100} % of new values are to lie within${measured}. ` +
    "It comes from what the model missed rows by that it was not grown on.";
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

function featureSchema(feature: ServedFeature): z.ZodType {
  const { label, unit, min, max } = feature;
  const range = min === null || max === null ? "" : `; usually ${min} to ${max}`;
  const measured = unit === "" || label.includes(`(${unit})`) ? "" : `, in ${unit}`;
  return valueSchema(feature).openapi({ description: `${label}${measured}${range}` });
}

/**
 * Makes the schema of a feature's values, with the bounds by which they are read.
 *
 * @returns The schema.
 */
export function valueSchema(feature: ServedFeature): z.ZodType {
  const { categories, mustBeKnown, isNullable } = feature;
  const isKnown = mustBeKnown && categories !== null && categories.length > 0;
  const value = isKnown ? z.literal([...categories]) : typeSchema(feature);
  return isNullable ? value.nullable() : value;
}

function typeSchema({ type }: ServedFeature): z.ZodType {
  if (type === "bytes") return z.string();
  // 0 and 1 are taken for booleans, too.
  if (type === "bool") return z.union([z.boolean(), z.literal([0, 1])]);
  const { min, max, isInteger } = rangeOf(type);
  if (isInteger) return z.int().min(min).max(max);
  return type === "fp64" ? z.number() : z.number().min(min).max(max);
}

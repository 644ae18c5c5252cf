import { z } from "@hono/zod-openapi";
import { type Operation, responses } from "./operation.ts";
import { label, probability } from "./schemas.ts";

/** The operations that describe the served model. */
export function modelOperations(): Operation[] {
  const tags = ["Model"];
  return [
    {
      method: "get",
      path: "/model",
      tags,
      summary: "What the served model is",
      responses: responses(
        {
          description: "Features, classes, version, metrics.",
          schema: modelSchema(),
          isByModel: true,
        },
        [503],
      ),
    },
    {
      method: "get",
      path: "/model/onnx",
      tags,
      summary: "The served model's file",
      request: { headers: z.object({ "if-none-match": z.string().optional() }) },
      responses: {
        ...responses({
          description: "The ONNX file; its SHA-256 is the ETag.",
          mediaType: "application/octet-stream",
          schema: z.string().openapi({ format: "binary" }),
          isByModel: true,
        }, [404, 503]),
        304: { description: "The client has this file already." },
      },
    },
  ];
}

function modelSchema(): z.ZodObject {
  const number = z.number().nullable();
  const numbers = z.array(z.number()).nullable();
  const feature = z.strictObject({
    name: z.string(),
    label: z.string(),
    type: z.enum(["fp64", "fp32", "int64", "int32", "int16", "int8", "uint8", "bool", "bytes"]),
    categories: z.array(z.union([z.number(), z.string()])).nullable(),
    "must_be_known": z.boolean(),
    nullable: z.boolean(),
    "may_be_infinite": z.boolean(),
    unit: z.string(),
    min: number,
    max: number,
    step: number,
    default: number,
    quantiles: numbers,
    histogram: z.strictObject({ edges: z.array(z.number()), counts: z.array(z.number()) })
      .nullable(),
  });
  const dataset = z.strictObject({
    name: z.string(),
    digest: z.string(),
    rows: z.number(),
    "training_rows": z.number(),
  });
  return z.strictObject({
    name: z.string(),
    version: z.string(),
    alias: z.string().nullable(),
    "run_id": z.string().nullable(),
    task: z.string().nullable(),
    "trained_at": z.string().nullable(),
    kind: z.string(),
    predicts: z.enum(["classification", "regression"]),
    output: z.enum(["probabilities", "scores", "value"]),
    features: z.array(feature),
    classes: z.array(label),
    metrics: z.record(z.string(), number),
    dataset: dataset.nullable(),
    "probability_quantiles": z.array(probability).nullable(),
    engine: z.enum(["native", "onnxruntime"]),
    explainable: z.boolean(),
    warnings: z.array(z.string()).openapi({
      description: "What is to be known before its answers are trusted.",
    }),
    verified: z.boolean().openapi({ description: "Whether the registry names the same digest." }),
    stale: z.boolean().openapi({
      description: "Whether it comes from the cache and the registry has not confirmed it.",
    }),
    sha256: z.string().regex(/^[0-9a-f]{64}$/),
    "size_bytes": z.int(),
    "loaded_at": z.iso.datetime(),
  }).openapi("Model");
}

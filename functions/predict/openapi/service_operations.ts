import { HEALTH, READINESS } from "@mlops/answers";
import { z } from "@hono/zod-openapi";
import { type Operation, responses } from "./operation.ts";

/** The operations that tell how the service is. */
export function serviceOperations(): Operation[] {
  const tags = ["Service"];
  return [
    {
      method: "get",
      path: "/",
      tags,
      summary: "What this is",
      responses: responses({
        description: "Name, state and the workshop's endpoints.",
        schema: z.strictObject({
          message: z.string(),
          "model_loaded": z.boolean(),
          "mlflow_uri": z.string(),
          endpoints: z.record(z.string(), z.string()),
        }),
      }),
    },
    {
      method: "get",
      path: "/health",
      tags,
      summary: "Whether a model is loaded",
      responses: responses({ description: "Healthy, with or without a model.", schema: HEALTH }),
    },
    {
      method: "get",
      path: "/livez",
      tags,
      summary: "Whether the process answers",
      responses: responses({
        description: "It does.",
        schema: z.strictObject({ status: z.literal("alive") }),
      }),
    },
    {
      method: "get",
      path: "/readyz",
      tags,
      summary: "Whether predictions can be asked for",
      responses: responses({
        description: "A checked model is in memory.",
        schema: READINESS,
      }, [503]),
    },
    {
      method: "get",
      path: "/metrics",
      tags,
      summary: "What is counted",
      responses: responses({
        description: "Metrics in Prometheus' text format.",
        mediaType: "text/plain",
      }),
    },
  ];
}

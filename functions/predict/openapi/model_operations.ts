import { MODEL } from "@mlops/answers";
import { z } from "@hono/zod-openapi";
import { type Operation, responses } from "./operation.ts";

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
          schema: MODEL,
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

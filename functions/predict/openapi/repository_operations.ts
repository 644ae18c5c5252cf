import { z } from "@hono/zod-openapi";
import { type Operation, PROTOCOL_BODY_PROBLEMS, responses } from "./operation.ts";
import type { DescribedModel } from "./schemas.ts";

/**
 * Lists the operations of the Open Inference Protocol's model repository extension.
 *
 * @param model The served model.
 * @returns The operations.
 */
export function repositoryOperations(model: DescribedModel): Operation[] {
  const tags = ["Open Inference Protocol"];
  const name = z.string().openapi({ param: { name: "name", in: "path" }, example: model.name });
  const params = z.object({ name });
  const entry = z.strictObject({
    name: z.string(),
    version: z.string(),
    state: z.enum(["READY", "UNAVAILABLE"]),
    reason: z.string(),
  });
  const ready = z.looseObject({ ready: z.boolean().optional() });
  return [
    {
      method: "post",
      path: "/v2/repository/index",
      tags,
      summary: "Versions in memory, and those that were refused",
      request: { body: { content: { "application/json": { schema: ready, example: {} } } } },
      responses: responses({
        description: "The versions.",
        schema: z.array(entry),
      }, [400, 408, 413, 415, 503]),
    },
    {
      method: "post",
      path: "/v2/repository/models/{name}/load",
      tags,
      summary: "Whether the model is loaded: the registry's aliases decide that",
      request: { params },
      responses: responses({
        description: "It is.",
        schema: z.strictObject({}),
      }, [...PROTOCOL_BODY_PROBLEMS, 404]),
    },
    {
      method: "post",
      path: "/v2/repository/models/{name}/unload",
      tags,
      summary: "Always refused: the registry's aliases decide what is loaded",
      request: { params },
      responses: responses({
        description: "Never.",
        schema: z.strictObject({}),
      }, [...PROTOCOL_BODY_PROBLEMS, 404, 409]),
    },
  ];
}

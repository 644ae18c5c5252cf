import { AUDIT } from "@mlops/answers";
import { z } from "@hono/zod-openapi";
import { MAX_PARTICULARS, TOLD_ACTIONS } from "../audit/told_deed.ts";
import { BODY_PROBLEMS, type Operation, responses } from "./operation.ts";

const MOVED = { model: "penguins-species-model", alias: "champion", version: "2", previous: "1" };

/** The operations over the audit. */
export function auditOperations(): Operation[] {
  const tags = ["Audit"];
  const text = z.string().min(1).max(2_000);
  const move = z.strictObject({
    model: text,
    alias: text,
    version: text,
    previous: text.nullish(),
    reason: text.nullish(),
    from: text.nullish(),
  }).openapi("Move");
  const deed = z.strictObject({
    action: z.enum(TOLD_ACTIONS),
    subject: text,
    reason: text.nullish(),
    from: text.nullish(),
    detail: z.record(
      z.string().max(40),
      z.union([z.string().max(2_000), z.number(), z.null()]),
    ).openapi({ minProperties: 1, maxProperties: MAX_PARTICULARS }).nullish(),
  }).openapi("Deed", {
    description: "By a key that speaks for others alone.",
  });
  return [
    {
      method: "get",
      path: "/audit",
      tags,
      summary: "What was changed by whom, and what was refused",
      description: "The newest first. Entries are never changed: the database refuses it.",
      request: {
        query: z.object({
          limit: z.int().min(1).max(500).optional().openapi({ description: "Most entries." }),
          before: z.int().min(1).max(Number.MAX_SAFE_INTEGER).optional().openapi({
            description: "Only entries before this one: `next` of the answer before.",
          }),
          action: z.string().regex(/^[a-z_]{1,40}$/).optional().openapi({
            description: "Only entries of this action, e.g. alias_moved.",
          }),
        }),
      },
      responses: responses({ description: "The entries.", schema: AUDIT }, [422, 503]),
    },
    {
      method: "post",
      path: "/audit",
      tags,
      summary: "Tell that an alias was moved",
      description:
        "For whoever moves an alias in the registry, which keeps no record of who did. " +
        "Who it was is taken from the key or the token. What stands before the registry tells, " +
        "by a key that speaks for others, what else it let through and refused.",
      request: {
        body: {
          required: true,
          content: { "application/json": { schema: z.union([move, deed]), example: MOVED } },
        },
      },
      responses: responses({
        description: "It is noted.",
        schema: z.strictObject({ noted: z.literal(1) }),
      }, BODY_PROBLEMS),
    },
  ];
}

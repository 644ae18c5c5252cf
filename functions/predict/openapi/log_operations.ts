import { DRIFT, QUALITY, TRAFFIC } from "@mlops/answers";
import type { Label } from "@mlops/model";
import { z } from "@hono/zod-openapi";
import { BODY_PROBLEMS, type Operation, responses } from "./operation.ts";
import type { DescribedModel } from "./schemas.ts";

/** The id of the document's examples, in the form that the service makes. */
export const EXAMPLE_REQUEST_ID = "01993d5e-7c00-7a10-8f00-5b1d40c2e96a";

/**
 * Lists the operations over the prediction log; without a database most answer 404.
 *
 * @param model The served model.
 * @returns The operations.
 */
export function logOperations({ classes }: DescribedModel): Operation[] {
  const tags = ["Prediction log"];
  const example = { "request_id": EXAMPLE_REQUEST_ID, outcome: classes.at(-1) ?? 12.5 };
  const outcome = z.strictObject({
    "request_id": z.string().regex(/^[A-Za-z0-9_.:/+=@-]{1,128}$/),
    outcome: classes.length === 0 ? z.number() : z.literal(formsOf(classes)),
    row: z.int().min(0).max(2 ** 31 - 1).optional(),
    replace: z.boolean().optional(),
  }).openapi("Outcome", { example });
  return [
    {
      method: "post",
      path: "/feedback",
      tags,
      summary: "Tell what came true",
      description:
        "One outcome or an array of up to 10 000, by the X-Request-Id of the answer; row " +
        "is the position within it. Telling the same again changes nothing; telling another " +
        "outcome is a conflict unless replace is true. What another source told may be replaced " +
        "by who has the right promote alone; what nobody in particular told, by any named source. " +
        "It is a class of the model, or a number " +
        "if the model is a regression.",
      request: {
        body: {
          required: true,
          content: {
            "application/json": {
              schema: z.union([outcome, z.array(outcome).max(10_000)]),
              example,
            },
          },
        },
      },
      responses: responses({
        description: "How many outcomes were new, known already, and replaced.",
        schema: z.strictObject({ recorded: z.int(), unchanged: z.int(), replaced: z.int() }),
      }, [...BODY_PROBLEMS, 404, 409]),
    },
    {
      method: "get",
      path: "/quality",
      tags,
      summary: "How good the predictions were",
      description: "Per version, on the rows whose outcome is known, with 95 % intervals.",
      request: { query: z.object({ days: count(3_650, "Days that are looked back.") }) },
      responses: responses({
        description: "Measures of each version, and of pairs on the same rows.",
        schema: QUALITY,
      }, [404, 422, 503]),
    },
    {
      method: "get",
      path: "/drift",
      tags,
      summary: "How recent rows differ from the training's",
      description:
        "Population stability index and Kolmogorov–Smirnov distance of each feature, of the " +
        "predicted probability, and of predicted numbers or classes.",
      request: {
        query: z.object({
          rows: count(100_000, "The last so many rows."),
          version: z.string().optional().openapi({ description: "Default: the champion." }),
        }),
      },
      responses: responses({
        description: "The measures of each feature, with their levels.",
        schema: DRIFT,
      }, [404, 422, 503]),
    },
    {
      method: "get",
      path: "/traffic",
      tags,
      summary: "What the instances do",
      request: {
        query: z.object({
          since: z.string().regex(TIME).optional().openapi({
            description: "Samples after this time (ISO 8601); a quarter of an hour at most.",
          }),
        }),
      },
      responses: responses({
        description: "One sample a second of each instance.",
        schema: TRAFFIC,
      }, [422, 503]),
    },
  ];
}

/** Every form of a class that is taken: itself, its text, and `true` and `false` for 1 and 0. */
function formsOf(classes: readonly Label[]): (string | number | boolean)[] {
  const texts = classes.map(String);
  const booleans = [true, false].filter((value) => texts.includes(value ? "1" : "0"));
  return [...new Set([...classes, ...texts, ...booleans])];
}

/** Times as most clients write them; other forms of ISO 8601 are taken too. */
const TIME =
  /^20[0-9]{2}-(0[1-9]|1[0-2])-(0[1-9]|1[0-9]|2[0-8])T([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9]Z$/;

function count(max: number, description: string): z.ZodType {
  return z.int().min(1).max(max).optional().openapi({ description });
}

import type { Schema } from "@mlops/answers";
import { type RouteConfig, z } from "@hono/zod-openapi";
import { PROBLEM_JSON } from "../http/problem.ts";
import { problem } from "./schemas.ts";

/** One operation of the document. */
export type Operation = RouteConfig;

/** Headers that every answer carries. */
const HEADERS = z.object({
  "X-Request-Id": z.string().openapi({
    description: "Id of the request, made here: by it outcomes are told.",
  }),
  "X-Client-Request-Id": z.string().optional().openapi({
    description: "The X-Request-Id that the client sent, if it can be kept.",
  }),
  "Server-Timing": z.string().openapi({ description: "Milliseconds spent, in all and scoring." }),
});

/** Headers of answers that a model made. */
const MODEL_HEADERS = HEADERS.extend({
  "X-Model-Version": z.string().openapi({ description: "Version that made the answer." }),
});

/** Headers of requests that predict. */
export const PREDICTION_HEADERS: z.ZodObject = z.object({
  "X-Prediction-Log": z.string().optional().openapi({
    description:
      "`off` keeps the rows out of the prediction log, and from the shadow, for who has the " +
      "right `read`.",
    example: "off",
  }),
});

const DESCRIPTIONS: Readonly<Record<number, string>> = {
  400: "The body cannot be read.",
  401: "There are no credentials, or they are not taken.",
  403: "The request comes from a page of another site, or whoever asks does not have the right.",
  404: "There is no such thing.",
  409: "It contradicts what was told before, or what others decide.",
  408: "The body took too long to arrive.",
  413: "The body is too large.",
  415: "The body has another type.",
  421: "The name under which the service is asked is not its own.",
  422: "The body does not fit the model; `errors` names every field that is wrong.",
  429: "Too many wrong credentials came from this address.",
  503: "There is no model, or there are more requests than can be taken; try again later.",
};

/** One successful answer. */
export interface Answer {
  /** What it holds. */
  readonly description: string;
  /** Its media type; JSON by default. */
  readonly mediaType?: string;
  /** Its schema; text by default. */
  readonly schema?: z.ZodType | Schema<unknown>;
  /** Whether a model made it. */
  readonly isByModel?: boolean;
}

/**
 * Makes the answers of an operation.
 *
 * @param answer The one with status 200.
 * @param problems Status codes of the others.
 * @returns The answers by status.
 */
export function responses(
  answer: Answer,
  problems: readonly number[] = [],
): Operation["responses"] {
  const { description, mediaType = "application/json", schema = z.string() } = answer;
  return {
    200: {
      description,
      headers: answer.isByModel ? MODEL_HEADERS : HEADERS,
      content: { [mediaType]: { schema: schema as z.ZodType } },
    },
    ...problemResponses(problems),
  };
}

/**
 * Makes the answers of an operation that goes wrong.
 *
 * @param problems Status codes.
 * @returns The answers by status.
 */
export function problemResponses(problems: readonly number[]): Operation["responses"] {
  return Object.fromEntries(problems.map((status) => [status, {
    description: DESCRIPTIONS[status] ?? "",
    headers: HEADERS,
    content: { [PROBLEM_JSON]: { schema: problem } },
  }]));
}

/**
 * Adds what the guard against other sites answers before any route does.
 *
 * @param operation The operation.
 * @returns The same, with 421, and 403 for what is no reading.
 */
export function siteGuardedOperation(operation: Operation): Operation {
  const refusals = operation.method === "get" ? [421] : [403, 421];
  return { ...operation, responses: { ...problemResponses(refusals), ...operation.responses } };
}

/** What can go wrong with a body in protocols that know no 422. */
export const PROTOCOL_BODY_PROBLEMS: readonly number[] = [400, 408, 413, 415, 503];

/** What can go wrong with any body. */
export const BODY_PROBLEMS: readonly number[] = [400, 408, 413, 415, 422, 503];

import type { Exchange } from "./exchange.ts";
import type { Problem, ProblemExtensions } from "./problem.ts";

/** One method of one path. */
export interface Route {
  /** HTTP method; GET answers HEAD too. */
  readonly method: "GET" | "POST";
  /** Path in Hono's form, e.g. `/v2/models/:name`. */
  readonly path: string;
  /** Whether it scores, and so waits for its turn and can be turned away under load. */
  readonly isScoring?: boolean;
  /** Whether it is asked so often that its requests go past Hono's routing. */
  readonly isHot?: boolean;
  /** Status of a body that does not fit the model; default 422, but some protocols know 400 only. */
  readonly faultStatus?: 400 | 422;
  /** What clients of the route's protocol find in an error beside the problem's own members. */
  readonly problemExtensions?: (problem: Problem) => ProblemExtensions;
  /**
   * Answers a request.
   *
   * @param exchange The request.
   * @returns The answer, without the headers that all answers have.
   */
  readonly handle: (exchange: Exchange) => Response | Promise<Response>;
}

/** What a JSON answer begins with; headers added later cost a tenth of headers given here. */
const JSON_INIT = { headers: { "content-type": "application/json" } };

/**
 * Makes a JSON answer.
 *
 * @param json Text of the document.
 * @returns An answer with status 200.
 */
export function jsonResponse(json: string): Response {
  return new Response(json, JSON_INIT);
}

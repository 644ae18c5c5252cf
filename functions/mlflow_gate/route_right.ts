import type { Right } from "@mlops/rights";

/** What a request to MLflow needs. */
export type RouteRight = Right | "none";

/** MLflow's routes for programs and for its page, of every version of its interface. */
const API = String.raw`^/(ajax-)?api/\d\.\d`;

/** Questions that are so long that they come as POST. */
const QUESTIONS = new RegExp(
  [
    `${API}/mlflow/(runs|experiments|registered-models|model-versions|logged-models|traces)/search$`,
    `${API}/mlflow/registered-models/get-latest-versions$`,
    // In MLflow 2.17 as in 3, it has questions alone.
    "^/graphql$",
  ].join("|"),
);

/** What probes ask, and tells nothing. */
const OPEN = new Set(["/health", "/version"]);

const READING = new Set(["GET", "HEAD", "OPTIONS"]);

/**
 * Tells which right a request to MLflow needs. What is not known to read only, writes.
 *
 * @param method The method.
 * @param path Path of the address, decoded.
 * @returns The right.
 */
export function rightOfRoute(method: string, path: string): RouteRight {
  if (READING.has(method)) return OPEN.has(path) ? "none" : "read";
  return method === "POST" && QUESTIONS.test(path) ? "read" : "promote";
}

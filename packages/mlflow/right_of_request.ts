/**
 * Which requests to a tracking server read and which write: for whatever stands before one, ours or
 * MLflow's own.
 *
 * @module
 */
import type { Right } from "@mlops/rights";

/** Probes, and what a client asks before it knows of credentials. */
const OPEN = new Set(["/health", "/version"]);

/** Methods that change nothing, with any path. */
const READING = new Set(["GET", "HEAD"]);

/** Searches whose conditions are a body; by their path after `/api/2.0/mlflow`. */
const SEARCHES = new Set([
  "/experiments/search",
  "/experiments/search-datasets",
  "/runs/search",
  "/registered-models/get-latest-versions",
  "/logged-models/search",
  "/datasets/search",
  "/issues/search",
  "/prompt-optimization/jobs/search",
  "/traces/search",
  "/traces/batchGetInfos",
  "/traces/calculate-filter-correlation",
  "/traces/metrics",
]);

const API = /^\/(?:ajax-)?api\/\d\.\d\/mlflow(?=\/)/;

/**
 * Tells which right a request to a tracking server asks for. What is not known to read, writes: paths
 * are compared as they came, so that no escape or detour makes a write look like a search.
 *
 * @param method HTTP method.
 * @param path Path of the request, still encoded, without the query.
 * @returns `read`, `promote` for whatever writes (runs, artifacts, versions, aliases), or `null`: open.
 */
export function rightOfRequest(
  method: string,
  path: string,
): Extract<Right, "read" | "promote"> | null {
  if (READING.has(method)) return OPEN.has(path) ? null : "read";
  if (method !== "POST") return "promote";
  // MLflow's page reads runs through it; its schema changes nothing.
  if (path === "/graphql") return "read";
  const [prefix = ""] = API.exec(path) ?? [];
  return prefix !== "" && SEARCHES.has(path.slice(prefix.length)) ? "read" : "promote";
}

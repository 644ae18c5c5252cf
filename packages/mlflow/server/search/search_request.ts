import type { WireObject } from "../../wire_object.ts";
import { invalidParameter } from "../requests/refused_request.ts";
import type { SearchRequest } from "./search.ts";

/**
 * Reads what a search call asks for.
 *
 * @param fields The call's fields.
 * @param limits Page size if none is given, and the largest allowed; `orderBy` if it is read already.
 * @returns What to search for.
 * @throws {RefusedRequest} If the page size is out of range.
 */
export function parseSearchRequest(
  fields: WireObject,
  limits: { defaultResults: number; maxResults: number; orderBy?: readonly string[] },
): SearchRequest {
  const maxResults = fields.numberOrNull("max_results") ?? limits.defaultResults;
  if (!Number.isInteger(maxResults) || maxResults < 1 || maxResults > limits.maxResults) {
    throw invalidParameter(
      `Invalid value ${maxResults} for parameter 'max_results' supplied. It must be a positive integer, at most ${limits.maxResults}`,
    );
  }
  return {
    filter: fields.stringOrNull("filter") ?? "",
    orderBy: limits.orderBy ?? fields.strings("order_by"),
    maxResults,
    pageToken: fields.stringOrNull("page_token"),
  };
}

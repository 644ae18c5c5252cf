import { type BodyBounds, readBounded } from "@mlops/closing";
import { whyCostly } from "@mlops/json_cost";
import { WireObject } from "../../wire_object.ts";
import { invalidParameter, RefusedRequest } from "./refused_request.ts";

/** Fields that are lists, where a query names them once or several times. */
const LISTS = ["order_by", "stages", "experiment_ids"];

/**
 * Reads the fields of a call: the query of a GET, the JSON body of others.
 *
 * @param bounds Bounds of the body.
 * @returns The fields; what has another type than expected is a {@link RefusedRequest}.
 * @throws {BodyRefused} If the body is too large or too slow.
 * @throws {RefusedRequest} If it is too costly to parse, or no JSON object.
 */
export async function readFields(request: Request, bounds: BodyBounds): Promise<WireObject> {
  if (request.method === "GET") return asFields(readQuery(new URL(request.url).searchParams));
  // A form on any web page can send other types without asking first, so that they are refused.
  const type = request.headers.get("content-type")?.split(";")[0]?.trim().toLowerCase();
  // MLflow 3 deletes without a body; a page elsewhere cannot send this method without asking first.
  const mayBeEmpty = request.method === "DELETE" && type === undefined;
  if (type !== "application/json" && !mayBeEmpty) {
    throw invalidParameter(`Content-Type must be "application/json": is "${type ?? "missing"}"`);
  }
  const text = await readText(request, bounds);
  if (text.trim() === "") return asFields({});
  const costly = whyCostly(text);
  if (costly !== null) throw new RefusedRequest("REQUEST_TOO_LARGE", costly);
  try {
    const value: unknown = JSON.parse(text);
    refuseLoneSurrogates(text, value);
    return asFields(value);
  } catch (error) {
    if (error instanceof SyntaxError) {
      throw new RefusedRequest("BAD_REQUEST", `The body must be JSON: ${error.message}`);
    }
    throw error;
  }
}

function asFields(value: unknown): WireObject {
  return new WireObject(value, "request", invalidParameter);
}

function readQuery(query: URLSearchParams): Record<string, string | string[]> {
  return Object.fromEntries(
    [...query.keys()].map((name) => {
      return [name, LISTS.includes(name) ? query.getAll(name) : query.get(name) ?? ""];
    }),
  );
}

async function readText(request: Request, bounds: BodyBounds): Promise<string> {
  const bytes = await readBounded(request, bounds);
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch (error) {
    if (error instanceof TypeError) throw notUnicode();
    throw error;
  }
}

/** Half a character, which only an escape can make: no file can have it in its name or text. */
function refuseLoneSurrogates(text: string, value: unknown): void {
  if (!/\\ud[89a-f]/i.test(text)) return;
  // JSON.stringify() escapes a surrogate only where it is alone.
  if (/\\ud[89a-f]/.test(JSON.stringify(value).replaceAll("\\\\", ""))) throw notUnicode();
}

function notUnicode(): RefusedRequest {
  return new RefusedRequest("BAD_REQUEST", "The body must be JSON in UTF-8, of whole characters");
}

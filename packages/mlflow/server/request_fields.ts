import { WireObject } from "../wire_object.ts";
import { invalidParameter, RefusedRequest } from "./refused_request.ts";

/** Fields that are lists, where a query names them once or several times. */
const LISTS = ["order_by", "stages", "experiment_ids"];

/**
 * Reads the fields of a call: the query of a GET, the JSON body of others.
 *
 * @param request The request.
 * @param maxBodyBytes Largest body, in bytes.
 * @returns The fields; what has another type than expected is a {@link RefusedRequest}.
 * @throws {RefusedRequest} If the body is too large, or no JSON object.
 */
export async function readFields(request: Request, maxBodyBytes: number): Promise<WireObject> {
  if (request.method === "GET") return asFields(readQuery(new URL(request.url).searchParams));
  const text = await readText(request, maxBodyBytes);
  // A form on any web page can send other types without asking first, so that they are refused.
  const type = request.headers.get("content-type")?.split(";")[0]?.trim().toLowerCase();
  if (type !== "application/json") {
    throw invalidParameter(`Content-Type must be "application/json": is "${type ?? "missing"}"`);
  }
  if (text.trim() === "") return asFields({});
  try {
    return asFields(JSON.parse(text));
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

async function readText(request: Request, maxBodyBytes: number): Promise<string> {
  const decoder = new TextDecoder();
  let sizeBytes = 0;
  let text = "";
  for await (const chunk of request.body ?? []) {
    sizeBytes += chunk.length;
    if (sizeBytes > maxBodyBytes) {
      throw new RefusedRequest("REQUEST_TOO_LARGE", `A body must be at most ${maxBodyBytes} bytes`);
    }
    text += decoder.decode(chunk, { stream: true });
  }
  return text + decoder.decode();
}

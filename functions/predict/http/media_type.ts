import { whyCostly } from "@mlops/json_cost";
import { Problem } from "./problem.ts";

/**
 * Refuses a body of another type, and one without: any page may send that from a visitor's browser, to
 * whatever it reaches, without asking first. FastAPI does the same since 0.132.
 *
 * @param accepted Media types without parameters, e.g. `application/json`, which stands for
 * `application/….+json` too.
 * @returns The media type without parameters, in lower case.
 * @throws {Problem} 415.
 */
export function requireMediaType(
  request: Request,
  accepted: readonly [string, ...string[]],
): string {
  const given = request.headers.get("content-type");
  if (given === accepted[0]) return accepted[0];
  const mediaType = (given ?? "").split(";", 1)[0]!.trim().toLowerCase();
  if (accepted.includes(mediaType)) return mediaType;
  if (accepted.includes(JSON_TYPE) && /^application\/[\w.+-]+\+json$/.test(mediaType)) {
    return JSON_TYPE;
  }
  throw new Problem(
    415,
    `The body must have the type ${accepted.join(" or ")}${given === null ? ": has none" : ""}`,
    {
      headers: { "accept-post": accepted.join(", "), "connection": "close" },
    },
  );
}

/** Media type of JSON documents. */
export const JSON_TYPE = "application/json";

/**
 * Parses a JSON text.
 *
 * @returns Its value.
 * @throws {Problem} 400 if it is no JSON, 413 if it would take too long.
 */
export function parseJson(text: string): unknown {
  const costly = whyCostly(text);
  if (costly !== null) throw new Problem(413, costly);
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw notJson(cause);
  }
}

const BYTE_ORDER_MARK = "\uFEFF";

/**
 * Refuses a body that is no JSON.
 *
 * @param cause What `JSON.parse` threw.
 * @returns A 400 that tells where the fault is, as far as it is known.
 */
export function notJson(cause: unknown): Problem {
  const reason = cause instanceof Error ? cause.message : "";
  if (reason.startsWith(`Unexpected token '${BYTE_ORDER_MARK}'`)) {
    return new Problem(400, "The body must be JSON without a byte order mark before it", { cause });
  }
  // V8's message quotes the text, which may be anything; only its kind and place are of use.
  const place = /at position \d+/.exec(reason)?.[0] ?? "";
  return new Problem(400, `The body must be JSON; it cannot be read ${place}`.trimEnd(), { cause });
}

import { type ModelUri, parseModelUri } from "../../model_uri.ts";
import { decodings } from "../requests/decodings.ts";
import { invalidParameter } from "../requests/refused_request.ts";

const MAX_SOURCE_LENGTH = 2_000;

/**
 * Checks where a new model version's files are said to lie. Clients fetch from there, so that a
 * local path, or one with `..` in any encoding, is refused.
 *
 * @param source An artifact URI, or a `models:/` URI.
 * @returns The parts of a `models:/` URI, or `null` for an artifact URI.
 * @throws {RefusedRequest} If clients could not reach it, or must not.
 */
export function checkModelSource(source: string): Exclude<ModelUri, { kind: "run" }> | null {
  if (source.length > MAX_SOURCE_LENGTH) {
    throw invalidParameter(
      `Model version source must be at most ${MAX_SOURCE_LENGTH} characters: has ${source.length}`,
    );
  }
  const isUri = /^(?!file:|runs:)[a-z][\w+.-]*:/i.test(source);
  if (!isUri || decodings(source).some(isHostile)) {
    throw refusal(
      source,
      "it must be a URI that clients can reach, without relative path references",
    );
  }
  if (!source.startsWith("models:/")) return null;
  let uri: ModelUri;
  try {
    uri = parseModelUri(source);
  } catch (cause) {
    throw refusal(source, cause instanceof SyntaxError ? cause.message : String(cause));
  }
  if (uri.kind === "run") throw refusal(source, "it must name a version");
  return uri;
}

function isHostile(decoded: string): boolean {
  return decoded.split(/[/\\?#]/).includes("..") || /\p{Cc}/u.test(decoded);
}

function refusal(source: string, reason: string): Error {
  return invalidParameter(`Invalid model version source: '${source}': ${reason}`);
}

import { type BodyReader, MANY_ROWS_BYTES, ONE_OBJECT_BYTES, tooLarge } from "../body_reader.ts";
import type { Exchange } from "../exchange.ts";
import { JSON_TYPE, parseJson, requireMediaType } from "../media_type.ts";
import { jsonResponse, type Route } from "../route.ts";
import type { Predictor } from "../predictor.ts";
import type { Assignment } from "../model_store.ts";
import { ValidationError } from "../validation_error.ts";

/** Most rows of one request. */
export const MAX_ROWS = 10_000;

/** What the route needs. */
export interface PredictParts {
  /** Scores rows. */
  readonly predictor: Predictor;
  /** Reads bodies. */
  readonly bodies: BodyReader;
}

/**
 * Makes `POST /predict`: one object with a number for each feature, or an array of them.
 *
 * @param parts What the route needs.
 * @returns The route.
 */
export function predictRoute(parts: PredictParts): Route {
  const { predictor, bodies } = parts;
  return {
    method: "POST",
    path: "/predict",
    isScoring: true,
    async handle(exchange) {
      requireMediaType(exchange.request, [JSON_TYPE]);
      const text = await bodies.text(exchange.request, MANY_ROWS_BYTES);
      const body = parseJson(text);
      const assignment = predictor.choose(exchange);
      if (Array.isArray(body)) return await predictMany(parts, exchange, assignment, body);
      requireSmall(text);
      const { model } = assignment;
      const row = model.rows.readOne(body);
      const scores = predictor.score(exchange, assignment, row);
      const probabilities = scores instanceof Float64Array ? scores : await scores;
      return jsonResponse(`{${model.format.members(probabilities, 0)}}`);
    },
  };
}

async function predictMany(
  { predictor }: PredictParts,
  exchange: Exchange,
  assignment: Assignment,
  body: readonly unknown[],
): Promise<Response> {
  if (body.length > MAX_ROWS) {
    const reason = `An array may have at most ${MAX_ROWS} elements: has ${body.length}`;
    throw new ValidationError([{ path: [], reason }]);
  }
  const { model } = assignment;
  const rows = model.rows.readMany(body);
  if (body.length === 0) return jsonResponse("[]");
  const probabilities = await predictor.score(exchange, assignment, rows);
  const nClasses = model.classifier.classes.length;
  const answers = body.map((_, row) => `{${model.format.members(probabilities, row * nClasses)}}`);
  return jsonResponse(`[${answers.join(",")}]`);
}

const encoder = new TextEncoder();

/**
 * Refuses a body with one object that is larger than such a body may be.
 *
 * @param text The body.
 * @throws {Problem} 413.
 */
export function requireSmall(text: string): void {
  // A UTF-16 unit takes at most three bytes in UTF-8, so that small texts need no count.
  if (text.length * 3 <= ONE_OBJECT_BYTES) return;
  if (encoder.encode(text).length > ONE_OBJECT_BYTES) throw tooLarge(ONE_OBJECT_BYTES);
}

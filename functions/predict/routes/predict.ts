import type { Prediction, Rows } from "@mlops/model";
import { type BodyReader } from "../http/body_reader.ts";
import { MANY_ROWS_BYTES, ONE_OBJECT_BYTES, tooLarge } from "../http/whole_body.ts";
import type { Exchange } from "../http/exchange.ts";
import { contributionsJson, type Explanation, type Explanations } from "../scoring/explanations.ts";
import { JSON_TYPE, requireMediaType } from "../http/media_type.ts";
import { jsonAnswer } from "../http/paced_answer.ts";
import { jsonResponse, type Route } from "../http/route.ts";
import { MAX_ROWS } from "../rows/row_reader.ts";
import type { Predictor } from "../scoring/predictor.ts";
import { rowNotes } from "../scoring/row_notes.ts";
import type { Assignment } from "../model/model_store.ts";
import type { ServedModel } from "../model/served_model.ts";
import { ValidationError } from "../http/validation_error.ts";

/** What the route needs. */
export interface PredictParts {
  /** Scores rows. */
  readonly predictor: Predictor;
  /** Explains rows. */
  readonly explanations: Explanations;
  /** Reads bodies. */
  readonly bodies: BodyReader;
}

const ACCEPTED = [JSON_TYPE] as const;

/**
 * Makes `POST /predict`: one object with a value for each feature, or an array of them.
 *
 * @param parts What the route needs.
 * @returns The route.
 */
export function predictRoute(parts: PredictParts): Route {
  const { bodies } = parts;
  return {
    method: "POST",
    path: "/predict",
    isScoring: true,
    isHot: true,
    handle(exchange) {
      requireMediaType(exchange.request, ACCEPTED);
      return bodies.useJson(
        exchange,
        MANY_ROWS_BYTES,
        (body, sizeBytes) => answer(parts, exchange, { body, sizeBytes }),
      );
    },
  };
}

function answer(
  parts: PredictParts,
  exchange: Exchange,
  { body, sizeBytes }: { body: unknown; sizeBytes: number },
): Response | Promise<Response> {
  const { predictor, explanations } = parts;
  const assignment = predictor.choose(exchange);
  const isExplained = isExplanationAsked(exchange.request.url);
  if (Array.isArray(body)) {
    return predictMany(parts, exchange, { assignment, body, isExplained });
  }
  if (sizeBytes > ONE_OBJECT_BYTES) throw tooLarge(ONE_OBJECT_BYTES);
  const { model } = assignment;
  const rows = model.rows.readOne(body);
  const scores = predictor.score(exchange, assignment, rows);
  const write = (prediction: Prediction) => {
    const members = membersOf(model, rows, prediction, 0);
    if (!isExplained) return jsonResponse(`{${members}}`);
    return explanations.explain(model, rows, prediction).then(([explanation]) =>
      jsonResponse(`{${members},${explanationMembers(model, explanation!)}}`)
    );
  };
  return scores instanceof Promise ? scores.then(write) : write(scores);
}

async function predictMany(
  { predictor, explanations, bodies }: PredictParts,
  exchange: Exchange,
  asked: { assignment: Assignment; body: readonly unknown[]; isExplained: boolean },
): Promise<Response> {
  const { assignment, body, isExplained } = asked;
  if (body.length > MAX_ROWS) {
    const reason = `An array may have at most ${MAX_ROWS} elements: has ${body.length}`;
    throw new ValidationError([{ path: [], reason }]);
  }
  const { model } = assignment;
  const rows = model.rows.readMany(body);
  if (body.length === 0) return jsonResponse("[]");
  const prediction = await predictor.score(exchange, assignment, rows);
  const members = body.map((_, row) => membersOf(model, rows, prediction, row));
  // They are made even if the client has gone: Deno 2.9.6 does not abort a request's signal then where
  // the body was large.
  const explained = isExplained ? await explanations.explain(model, rows, prediction) : null;
  const answers = explained === null
    ? members
    : explained.map((of, row) => `${members[row]!},${explanationMembers(model, of)}`);
  return jsonAnswer(exchange, `[${answers.map((answer) => `{${answer}}`).join(",")}]`, bodies);
}

/** A row's prediction, with notes where the training has not seen the like. */
function membersOf(model: ServedModel, rows: Rows, prediction: Prediction, row: number): string {
  const members = model.format.members(prediction, row);
  const notes = rowNotes(model, rows, row);
  return notes.length === 0 ? members : `${members},"notes":${JSON.stringify(notes)}`;
}

/** Reads the query; nearly all requests have none, and a URL would cost more than a prediction. */
function isExplanationAsked(url: string): boolean {
  if (!url.includes("?")) return false;
  const asked = new URL(url).searchParams.get("explain");
  if (asked === null || asked === "false") return false;
  if (asked === "true") return true;
  throw new ValidationError([{ path: ["explain"], reason: "explain must be true or false" }]);
}

function explanationMembers(
  model: ServedModel,
  { baseValue, contributions }: Explanation,
): string {
  return `"base_value":${baseValue},"contributions":${contributionsJson(model, contributions)}`;
}

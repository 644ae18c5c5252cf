import { levelOf } from "@mlops/task";
import type { Prediction } from "@mlops/model";
import { predictedLabel } from "../model/answer_format.ts";
import { type BodyReader } from "../http/body_reader.ts";
import { ONE_OBJECT_BYTES } from "../http/whole_body.ts";
import { contributionsJson, type Explanation, type Explanations } from "../scoring/explanations.ts";
import { JSON_TYPE, requireMediaType } from "../http/media_type.ts";
import { type NearestChange, nearestChange } from "../scoring/nearest_change.ts";
import type { Predictor } from "../scoring/predictor.ts";
import { jsonResponse, type Route } from "../http/route.ts";
import type { ServedModel } from "../model/served_model.ts";
import type { Turns } from "../http/turns.ts";

/** What the route needs. */
export interface ExplainParts {
  /** Scores rows. */
  readonly predictor: Predictor;
  /** Reads bodies. */
  readonly bodies: BodyReader;
  /** Explains rows. */
  readonly explanations: Explanations;
  /** Where the search for a change waits for its turn. */
  readonly turns: Turns;
  /** Steady clock, in ms. */
  readonly now: () => number;
}

/**
 * Makes `POST /explain`: why one row has its prediction, and the nearest change to another level.
 *
 * @param parts What the route needs.
 * @returns The route.
 */
export function explainRoute(
  { predictor, bodies, explanations, turns, now }: ExplainParts,
): Route {
  return {
    method: "POST",
    path: "/explain",
    isScoring: true,
    async handle(exchange) {
      requireMediaType(exchange.request, [JSON_TYPE]);
      const body = await bodies.json(exchange, ONE_OBJECT_BYTES);
      const assignment = predictor.choose(exchange);
      const { model } = assignment;
      const rows = model.rows.readOne(body);
      const prediction = await predictor.score(exchange, assignment, rows);
      const [explanation] = await explanations.explain(model, rows, prediction);
      if (explanation === undefined) throw new TypeError("Cannot explain a row that is not there");
      const search = nearestChange(model, rows, prediction, now);
      const change = await turns.takeAll(search, now);
      return jsonResponse(
        `{${model.format.members(prediction, 0)},${explainedJson(model, prediction, explanation)}` +
          `"base_value":${explanation.baseValue},` +
          `"contributions":${contributionsJson(model, explanation.contributions)},` +
          `"nearest_change":${
            changeJson(model, body as Readonly<Record<string, unknown>>, change)
          }}`,
      );
    },
  };
}

/** Says what is explained; where the contributions do not add up to a probability, what they add up to. */
function explainedJson(
  { scorer }: ServedModel,
  { values }: Prediction,
  { classIndex, space }: Explanation,
): string {
  const inSpace = space === "probability" ? "" : `"explained_space":"${space}",`;
  if (classIndex === null) return inSpace;
  const label = `"explained_class":${JSON.stringify(scorer.classes[classIndex])},`;
  const isProbability = scorer.output === "probabilities";
  return isProbability
    ? `${label}"explained_probability":${values[classIndex]},${inSpace}`
    : `${label}${inSpace}`;
}

function changeJson(
  { features, scorer, format }: ServedModel,
  body: Readonly<Record<string, unknown>>,
  change: NearestChange | null,
): string {
  if (change === null) return "null";
  const { column, to, prediction: { values }, row } = change;
  const { name, type } = features[column]!;
  const { nOutputs, output } = scorer;
  const own = values.subarray(row * nOutputs, (row + 1) * nOutputs);
  const number = nOutputs === 2 ? own[1]! : Math.max(...own);
  return JSON.stringify({
    feature: name,
    from: body[name],
    to: type === "bool" ? to === 1 : to,
    [output === "probabilities" ? "probability" : "score"]: number,
    ...format.verdict === null
      ? { label: predictedLabel(scorer, change.prediction, row) }
      : { "risk_level": levelOf(format.verdict, number) },
  });
}

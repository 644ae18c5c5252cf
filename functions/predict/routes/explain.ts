import { riskLevel } from "@mlops/diabetes";
import { likeliest } from "../model/answer_format.ts";
import { type BodyReader, ONE_OBJECT_BYTES } from "../http/body_reader.ts";
import { contributionsJson, explainRow } from "../scoring/explain_row.ts";
import { JSON_TYPE, requireMediaType } from "../http/media_type.ts";
import { type NearestChange, nearestChange } from "../scoring/nearest_change.ts";
import type { Predictor } from "../scoring/predictor.ts";
import { jsonResponse, type Route } from "../http/route.ts";
import type { ServedModel } from "../model/served_model.ts";

/** What the route needs. */
export interface ExplainParts {
  /** Scores rows. */
  readonly predictor: Predictor;
  /** Reads bodies. */
  readonly bodies: BodyReader;
}

/**
 * Makes `POST /explain`: why one row has its probability, and the nearest change to another level.
 *
 * @param parts What the route needs.
 * @returns The route.
 */
export function explainRoute({ predictor, bodies }: ExplainParts): Route {
  return {
    method: "POST",
    path: "/explain",
    isScoring: true,
    async handle(exchange) {
      requireMediaType(exchange.request, [JSON_TYPE]);
      const body = await bodies.json(exchange.request, ONE_OBJECT_BYTES);
      const assignment = predictor.choose(exchange);
      const { model } = assignment;
      const row = model.rows.readOne(body);
      const probabilities = await predictor.score(exchange, assignment, row);
      const { classIndex, baseValue, contributions } = explainRow(model, row, probabilities);
      const change = await nearestChange(model, row, probabilities);
      return jsonResponse(
        `{${model.format.members(probabilities, 0)},` +
          `"explained_class":${JSON.stringify(model.classifier.classes[classIndex])},` +
          `"explained_probability":${probabilities[classIndex]},"base_value":${baseValue},` +
          `"contributions":${contributionsJson(model, contributions)},` +
          `"nearest_change":${
            changeJson(model, body as Readonly<Record<string, number>>, change)
          }}`,
      );
    },
  };
}

function changeJson(
  model: ServedModel,
  body: Readonly<Record<string, number>>,
  change: NearestChange | null,
): string {
  if (change === null) return "null";
  const { column, to, probabilities } = change;
  const feature = model.features[column]?.name ?? "";
  const probability = probabilities.length === 2 ? probabilities[1]! : Math.max(...probabilities);
  return JSON.stringify({
    feature,
    from: body[feature],
    to,
    probability,
    ...model.format.isDiabetes
      ? { "risk_level": riskLevel(probability) }
      : { label: model.classifier.classes[likeliest(probabilities)] },
  });
}

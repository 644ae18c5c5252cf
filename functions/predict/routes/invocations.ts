import { likeliest } from "../model/answer_format.ts";
import { type BodyReader, MANY_ROWS_BYTES } from "../http/body_reader.ts";
import { JSON_TYPE, requireMediaType } from "../http/media_type.ts";
import type { ModelStore } from "../model/model_store.ts";
import type { Predictor } from "../scoring/predictor.ts";
import { readCsvInvocation, readInvocation } from "../rows/read_invocation.ts";
import { jsonResponse, type Route } from "../http/route.ts";
import { CSV_TYPE } from "./predict_csv.ts";

/** What the routes need. */
export interface InvocationParts {
  /** The models in memory. */
  readonly store: ModelStore;
  /** Scores rows. */
  readonly predictor: Predictor;
  /** Reads bodies. */
  readonly bodies: BodyReader;
}

/** Version of MLflow whose scoring server this answers like. */
const MLFLOW_VERSION = "2.17.2";

/** MLflow sends these two with a JSON type though they are none. */
const MLFLOW_TYPE = { headers: { "content-type": JSON_TYPE } };

/**
 * Makes the routes of MLflow's scoring server: `/ping`, `/version` and `/invocations`.
 *
 * Answers to `/invocations` are those of an ONNX model, `{"predictions": {"label": […],
 * "probabilities": [[…]]}}`. Data frames are taken too where MLflow would refuse them because the
 * model's signature is a tensor.
 *
 * @param parts What the routes need.
 * @returns The routes.
 */
export function invocationRoutes({ store, predictor, bodies }: InvocationParts): Route[] {
  return [
    {
      method: "GET",
      path: "/ping",
      handle: () =>
        new Response("\n", { ...MLFLOW_TYPE, status: store.champion === null ? 404 : 200 }),
    },
    {
      method: "GET",
      path: "/version",
      handle: () => new Response(MLFLOW_VERSION, MLFLOW_TYPE),
    },
    {
      method: "POST",
      path: "/invocations",
      isScoring: true,
      faultStatus: 400,
      problemExtensions: ({ status, message }) => ({
        "error_code": status === 400
          ? "BAD_REQUEST"
          : status < 500
          ? "INVALID_PARAMETER_VALUE"
          : "TEMPORARILY_UNAVAILABLE",
        message,
      }),
      async handle(exchange) {
        const type = requireMediaType(exchange.request, [JSON_TYPE, CSV_TYPE]);
        const readRows = await readTable(bodies, exchange.request, type);
        const assignment = predictor.choose(exchange);
        const { features, classifier } = assignment.model;
        const rows = await readRows(features.map(({ name }) => name));
        const scores = rows.length === 0
          ? new Float64Array(0)
          : await predictor.score(exchange, assignment, rows);
        return jsonResponse(predictionsJson(classifier.classes, scores));
      },
    },
  ];
}

/** Reads a body; how its cells become rows is known only with the names of the model's features. */
async function readTable(
  bodies: BodyReader,
  request: Request,
  type: string,
): Promise<(names: readonly string[]) => Float32Array | Promise<Float32Array>> {
  if (type === JSON_TYPE) {
    const body = await bodies.json(request, MANY_ROWS_BYTES);
    return (names) => readInvocation(body, names);
  }
  const text = await bodies.text(request, MANY_ROWS_BYTES);
  return (names) => readCsvInvocation(text, names);
}

function predictionsJson(classes: readonly (number | string)[], scores: Float64Array): string {
  const nClasses = classes.length;
  const rows = Array.from(
    { length: scores.length / nClasses },
    (_, row) => scores.subarray(row * nClasses, (row + 1) * nClasses),
  );
  const label = JSON.stringify(rows.map((row) => classes[likeliest(row)]));
  const probabilities = rows.map((row) => `[${row.join(",")}]`).join(",");
  return `{"predictions":{"label":${label},"probabilities":[${probabilities}]}}`;
}

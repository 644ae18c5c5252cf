import type { Prediction, Rows } from "@mlops/model";
import { predictedLabel } from "../model/answer_format.ts";
import { outputNameOf } from "../inference/tensor_names.ts";
import type { ServedModel } from "../model/served_model.ts";
import { parsePythonJson } from "../rows/parse_python_json.ts";
import type { RowReader } from "../rows/row_reader.ts";
import { type BodyReader } from "../http/body_reader.ts";
import { type Asked, MANY_ROWS_BYTES } from "../http/whole_body.ts";
import { JSON_TYPE, requireMediaType } from "../http/media_type.ts";
import type { ModelStore } from "../model/model_store.ts";
import type { Predictor } from "../scoring/predictor.ts";
import { readCsvInvocation, readInvocation } from "../rows/read_invocation.ts";
import { jsonAnswer } from "../http/paced_answer.ts";
import type { Route } from "../http/route.ts";
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

/** MLflow's own words (`mlflow.protos.databricks_pb2.ErrorCode`). */
const ERROR_CODES: Readonly<Record<number, string>> = {
  400: "BAD_REQUEST",
  401: "UNAUTHENTICATED",
  403: "PERMISSION_DENIED",
  429: "REQUEST_LIMIT_EXCEEDED",
};

/** MLflow sends these two with a JSON type though they are none. */
const MLFLOW_TYPE = { headers: { "content-type": JSON_TYPE } };

/**
 * Makes the routes of MLflow's scoring server: `/ping`, `/version` and `/invocations`.
 *
 * Answers to `/invocations` are those of the model's flavor, of ONNX `{"predictions": {"label": […],
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
        "error_code": ERROR_CODES[status] ??
          (status < 500 ? "INVALID_PARAMETER_VALUE" : "TEMPORARILY_UNAVAILABLE"),
        message,
      }),
      async handle(exchange) {
        const type = requireMediaType(exchange.request, [JSON_TYPE, CSV_TYPE]);
        const readRows = await readTable(bodies, exchange, type);
        const assignment = predictor.choose(exchange);
        const { model } = assignment;
        const rows = await readRows(model.rows);
        const prediction = rows === null
          ? NOTHING
          : await predictor.score(exchange, assignment, rows);
        const json = predictionsJson(model, prediction, rows?.nRows ?? 0);
        return jsonAnswer(exchange, json, bodies);
      },
    },
  ];
}

const NOTHING: Prediction = { values: new Float64Array(0), labels: null };

/** Reads a body; how its cells become rows is known only with the model's features. */
async function readTable(
  bodies: BodyReader,
  asked: Asked,
  type: string,
): Promise<(reader: RowReader) => Rows | null | Promise<Rows | null>> {
  const text = await bodies.text(asked, MANY_ROWS_BYTES);
  if (type !== JSON_TYPE) return (reader) => readCsvInvocation(text, reader);
  const body = parsePythonJson(text);
  return (reader) => readInvocation(body, reader);
}

function predictionsJson(model: ServedModel, prediction: Prediction, nRows: number): string {
  const { scorer, invocation } = model;
  const { nOutputs, output } = scorer;
  const rows = Array.from({ length: nRows }, (_, row) => row);
  const numbersOf = (row: number) =>
    `[${prediction.values.subarray(row * nOutputs, (row + 1) * nOutputs).join(",")}]`;
  const numbers = () => `[${rows.map(numbersOf).join(",")}]`;
  const labels = () => JSON.stringify(rows.map((row) => predictedLabel(scorer, prediction, row)));
  if (invocation === "second") {
    return `{"predictions":[${rows.map((row) => prediction.values[2 * row + 1]).join(",")}]}`;
  }
  if (invocation === "numbers") return `{"predictions":${numbers()}}`;
  if (output === "value") {
    return invocation === "outputs"
      ? `{"predictions":{${JSON.stringify(outputNameOf(model))}:${numbers()}}}`
      : `{"predictions":[${prediction.values.join(",")}]}`;
  }
  if (invocation === "labels") return `{"predictions":${labels()}}`;
  if (invocation === "listed labels") {
    const listed = rows.map((row) => [predictedLabel(scorer, prediction, row)]);
    return `{"predictions":${JSON.stringify(listed)}}`;
  }
  return `{"predictions":{"label":${labels()},"${output}":${numbers()}}}`;
}

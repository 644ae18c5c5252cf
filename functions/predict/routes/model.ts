import type { ModelAnswer } from "@mlops/answers";
import { ifNoneMatch } from "@std/http/etag";
import type { Assignment, ModelStore } from "../model/model_store.ts";
import { ModelUnavailableError } from "../model/model_unavailable_error.ts";
import { Problem } from "../http/problem.ts";
import { jsonResponse, type Route } from "../http/route.ts";
import { isExplainable } from "../scoring/explanations.ts";

/**
 * Makes the routes that describe the champion: `GET /model`, all that a page needs to draw itself, and
 * `GET /model/onnx`, its file if it is one of ONNX, so that a page can score without the service.
 *
 * @param store The models in memory.
 * @returns The routes.
 */
export function modelRoutes(store: ModelStore): Route[] {
  return [
    {
      method: "GET",
      path: "/model",
      handle(exchange) {
        const champion = requireChampion(store);
        exchange.model = champion.model;
        return jsonResponse(JSON.stringify(describe(champion, store)));
      },
    },
    {
      method: "GET",
      path: "/model/onnx",
      handle(exchange) {
        const { model } = requireChampion(store);
        exchange.model = model;
        const etag = `"${model.sha256}"`;
        const headers = { etag, "cache-control": "no-cache" };
        if (!ifNoneMatch(exchange.request.headers.get("if-none-match"), etag)) {
          return new Response(null, { status: 304, headers });
        }
        if (model.onnx === null) {
          const what = model.flavor === "onnx"
            ? "more files than one"
            : `the flavor ${model.flavor}`;
          throw new Problem(404, `The served model is not one ONNX file: it has ${what}`);
        }
        return new Response(model.onnx, {
          headers: { ...headers, "content-type": "application/octet-stream" },
        });
      },
    },
  ];
}

function requireChampion(store: ModelStore): Assignment {
  if (store.champion === null) throw new ModelUnavailableError(store.trouble ?? "none is found");
  return store.champion;
}

function describe({ model, alias }: Assignment, store: ModelStore): ModelAnswer {
  const { dataset } = model.origin;
  return {
    name: model.name,
    version: model.version,
    alias,
    "run_id": model.runId || null,
    task: model.task,
    "trained_at": model.origin.trainedAt,
    kind: model.scorer.kind,
    predicts: model.scorer.task,
    output: model.scorer.output,
    ...model.target && { target: model.target },
    features: model.features.map((
      {
        mustBeKnown,
        isNullable,
        mayBeInfinite,
        missingShare,
        isDate,
        missingWords: _,
        ...feature
      },
    ) => ({
      ...feature,
      ...missingShare !== undefined && { "missing_share": missingShare },
      ...isDate === true && { date: true },
      "must_be_known": mustBeKnown,
      nullable: isNullable,
      "may_be_infinite": mayBeInfinite,
    })),
    classes: model.scorer.classes,
    metrics: model.metrics ?? {},
    dataset: dataset && {
      name: dataset.name,
      digest: dataset.digest,
      rows: dataset.rows,
      "training_rows": dataset.trainingRows,
    },
    "probability_quantiles": model.origin.probabilityQuantiles,
    flavor: model.flavor,
    engine: model.scorer.engine,
    explainable: isExplainable(model),
    warnings: model.scorer.warnings ?? [],
    verified: model.isVerified,
    stale: store.isStale,
    sha256: model.sha256,
    "size_bytes": model.sizeBytes,
    "loaded_at": new Date(model.loadedAtMs).toISOString(),
  };
}

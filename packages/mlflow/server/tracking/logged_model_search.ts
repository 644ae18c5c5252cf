import type { LoggedModel } from "../../logged_model.ts";
import type { Metric } from "../../run.ts";
import type { WireObject } from "../../wire_object.ts";
import { invalidParameter } from "../requests/refused_request.ts";
import type { SearchSpace } from "../search/search.ts";

/** A data set whose metrics a search looks at. */
interface SearchedDataset {
  readonly name: string;
  /** `null` for any content. */
  readonly digest: string | null;
}

const ATTRIBUTES = {
  name: "text",
  "model_id": "text",
  "model_type": "text",
  status: "text",
  "source_run_id": "text",
  "creation_timestamp": "number",
  "last_updated_timestamp": "number",
} as const;

/**
 * Makes what can be searched for in logged models.
 *
 * @param datasets Metrics on these count, and models with any; none for all metrics and models.
 * @returns The space, and which models belong to it.
 */
export function loggedModelSearch(
  datasets: readonly SearchedDataset[],
): SearchSpace<LoggedModel> & { isMeasured: (model: LoggedModel) => boolean } {
  const counts = (metric: Metric) =>
    datasets.length === 0 ||
    datasets.some(({ name, digest }) =>
      metric.datasetName === name && (digest === null || metric.datasetDigest === digest)
    );
  return {
    isMeasured: (model) => datasets.length === 0 || model.metrics.some(counts),
    entities: new Map([
      ...["metric", "metrics"].map((word) => [word, "metric"] as const),
      ...["parameter", "parameters", "param", "params"].map((word) => [word, "parameter"] as const),
      ...["tag", "tags"].map((word) => [word, "tag"] as const),
      ...["attribute", "attributes", "attr"].map((word) => [word, "attribute"] as const),
    ]),
    filterable: ATTRIBUTES,
    orderable: Object.keys(ATTRIBUTES),
    synonyms: new Map([
      ["creation_time", "creation_timestamp"],
      ["last_updated_time", "last_updated_timestamp"],
    ]),
    defaultOrder: ["creation_timestamp DESC", "model_id ASC"],
    valuesOf: (model, entity, key) => {
      if (entity === "metric") {
        return model.metrics.filter((metric) => metric.key === key && counts(metric))
          .map(({ value }) => value);
      }
      if (entity === "parameter") return own(model.params, key);
      if (entity === "tag") return own(model.tags, key);
      return attributeValues(model, key);
    },
  };
}

/**
 * Reads a data set of a search.
 *
 * @param wire The object `{dataset_name, dataset_digest}`.
 * @returns The data set.
 */
export function parseSearchedDataset(wire: WireObject): SearchedDataset {
  return {
    name: wire.string("dataset_name"),
    digest: wire.stringOrNull("dataset_digest") || null,
  };
}

/**
 * Reads a sort key, which this search has as an object and others as a text.
 *
 * @param wire The object `{field_name, ascending}`; `ascending` is true if it is missing.
 * @returns The text.
 * @throws {RefusedRequest} If it sorts by something else than an attribute or a metric.
 */
export function parseModelOrder(wire: WireObject): string {
  const name = wire.string("field_name").trim();
  const direction = wire.has("ascending") && !wire.boolean("ascending") ? "DESC" : "ASC";
  const [entity, ...rest] = name.split(".");
  if (rest.length === 0) return `${name} ${direction}`;
  if (entity !== "metrics" || name.includes("`") || wire.has("dataset_name")) {
    throw invalidParameter(
      `Invalid order by field name: ${entity}, only \`metrics.<name>\` is allowed, without a data set.`,
    );
  }
  return `metrics.\`${rest.join(".")}\` ${direction}`;
}

function own<T>(values: Readonly<Record<string, T>>, key: string): T[] {
  const value = Object.hasOwn(values, key) ? values[key] : undefined;
  return value === undefined ? [] : [value];
}

function attributeValues(model: LoggedModel, key: string): (string | number)[] {
  const values: Record<string, string | number | null> = {
    name: model.name,
    "model_id": model.modelId,
    "model_type": model.modelType,
    status: model.status,
    "source_run_id": model.sourceRunId,
    "creation_timestamp": model.creationTimestamp,
    "last_updated_timestamp": model.lastUpdatedTimestamp,
  };
  const value = values[key] ?? null;
  return value === null ? [] : [value];
}

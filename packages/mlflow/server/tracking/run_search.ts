import type { Run } from "../../run.ts";
import type { SearchSpace } from "../search/search.ts";

const ATTRIBUTES = {
  "run_id": "text",
  "run_name": "text",
  "user_id": "text",
  "artifact_uri": "text",
  status: "text",
  "start_time": "number",
  "end_time": "number",
} as const;

/** What can be searched for in runs. */
export const RUN_SEARCH: SearchSpace<Run> = {
  entities: new Map([
    ...["metric", "metrics"].map((word) => [word, "metric"] as const),
    ...["parameter", "parameters", "param", "params"].map((word) => [word, "parameter"] as const),
    ...["tag", "tags"].map((word) => [word, "tag"] as const),
    ...["attribute", "attributes", "attr", "run"].map((word) => [word, "attribute"] as const),
    ...["dataset", "datasets"].map((word) => [word, "dataset"] as const),
  ]),
  filterable: ATTRIBUTES,
  orderable: Object.keys(ATTRIBUTES),
  synonyms: new Map([
    ...["created", "Created"].map((word) => [word, "start_time"] as const),
    ...["run name", "Run name", "Run Name"].map((word) => [word, "run_name"] as const),
  ]),
  defaultOrder: ["start_time DESC", "run_id ASC"],
  valuesOf: (run, entity, key) => {
    if (entity === "metric") return own(run.metrics, key).map((metric) => metric.value);
    if (entity === "parameter") return own(run.params, key);
    if (entity === "tag") return own(run.tags, key);
    if (entity === "dataset") return datasetValues(run, key);
    return attributeValues(run, key);
  },
};

function own<T>(values: Readonly<Record<string, T>>, key: string): T[] {
  const value = Object.hasOwn(values, key) ? values[key] : undefined;
  return value === undefined ? [] : [value];
}

function attributeValues({ info }: Run, key: string): (string | number)[] {
  const values: Record<string, string | number | null> = {
    "run_id": info.runId,
    "run_name": info.runName,
    "user_id": info.userId,
    "artifact_uri": info.artifactUri,
    status: info.status,
    "start_time": info.startTime,
    "end_time": info.endTime,
  };
  const value = values[key] ?? null;
  return value === null ? [] : [value];
}

function datasetValues(run: Run, key: string): string[] {
  return run.datasetInputs.flatMap((input) => {
    if (key === "name") return [input.name];
    if (key === "digest") return [input.digest];
    return key === "context" ? own(input.tags ?? {}, "mlflow.data.context") : [];
  });
}

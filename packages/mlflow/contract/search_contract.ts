import { deepEqual, equal, rejects } from "node:assert/strict";
import { type MlflowClient, MlflowError } from "../mod.ts";
import type { Contract } from "./contract.ts";

/** Filters, and the names of the runs that they find. */
const FILTERS: Readonly<Record<string, string>> = {
  "": "abcd",
  "metrics.auc > 0.8": "bc",
  "metrics.auc >= 0.8": "abc",
  "metrics.auc = 0.8": "a",
  "metrics.auc != 0.8": "bc",
  "metrics.auc < 0.85": "a",
  "metrics.auc <= 9e-1": "ab",
  "metric.auc > 0.8 and metrics.auc < .95 AND params.depth = '10'": "b",
  "metrics.`a/b` > 0": "d",
  'metrics."a/b" > 0': "d",
  "params.depth = '10'": "ab",
  "params.depth != '10'": "c",
  "param.depth LIKE '1%'": "ab",
  "parameters.depth LIKE '_'": "c",
  "params.depth ILIKE '%0'": "ab",
  'params.depth = "10"': "ab",
  "tags.team = 'Été'": "a",
  "tag.team ILIKE 'red%'": "bc",
  "tags.team LIKE 'red%'": "c",
  "tags.`odd key` = 'x'": "d",
  "tags.mlflow.runName = 'b'": "b",
  "attributes.status = 'FINISHED'": "ab",
  "status != 'FINISHED'": "cd",
  "attribute.run_name LIKE '%c%'": "c",
  "attributes.start_time > 2000": "cd",
  "start_time <= 2000 and status = 'FINISHED'": "ab",
  "attributes.user_id = 'ada'": "abcd",
  "dataset.name = 'train.csv'": "a",
  "dataset.context = 'training'": "a",
  "params.none = '1'": "",
  "params.none != '1'": "",
};

const REFUSED = [
  "metrics.auc > 'x'",
  "params.depth = 10",
  "params.depth > '10'",
  "nonsense.key = '1'",
  "attributes.nonsense = '1'",
  "metrics.auc > 0.8 OR metrics.auc < 0.1",
  "metrics.auc >",
  "metrics.auc",
  "params.depth = 'open",
  "= 1",
];

/** Sort keys, and the order in which they put the runs. */
const ORDERS: Readonly<Record<string, string>> = {
  "metrics.auc DESC": "cbad",
  "metrics.auc": "abcd",
  "metric.auc ASC": "abcd",
  "params.depth DESC": "cbad",
  "attributes.start_time ASC": "abcd",
  "start_time DESC": "dcba",
  "attributes.run_name desc": "dcba",
  "metrics.`a/b` DESC": "dcba",
  "metrics.odd ASC": "badc",
  "metrics.odd DESC": "abdc",
};

const experimentIds = new WeakMap<MlflowClient, Promise<string>>();

/** Four runs to search in; made once for all criteria of a server. */
function searchedExperiment(client: MlflowClient): Promise<string> {
  const known = experimentIds.get(client) ?? makeRuns(client);
  experimentIds.set(client, known);
  return known;
}

async function makeRuns(client: MlflowClient): Promise<string> {
  const { experimentId } = await client.experiments.setExperiment("searched");
  const runs = [
    { runName: "a", metrics: { auc: 0.8, odd: 2 }, params: { depth: "10" }, tags: { team: "Été" } },
    { runName: "b", metrics: { auc: 0.9, odd: 1 }, params: { depth: "10" }, tags: { team: "Red" } },
    { runName: "c", metrics: { auc: 0.95 }, params: { depth: "5" }, tags: { team: "red 2" } },
    { runName: "d", metrics: { "a/b": 1, odd: NaN }, params: {}, tags: { "odd key": "x" } },
  ];
  for (const [index, { runName, metrics, params, tags }] of runs.entries()) {
    const startTime = 1_000 * (index + 1);
    const run = { experimentId, runName, startTime, tags, userId: "ada" };
    const { info } = await client.runs.createRun(run);
    const points = Object.entries(metrics).map(([key, value]) => ({ key, value }));
    await client.runs.logBatch(info.runId, { metrics: points, params });
    if (index < 2) await client.runs.updateRun(info.runId, { status: "FINISHED", endTime: 9_000 });
    if (index === 0) {
      await client.runs.logInputs(info.runId, [{
        name: "train.csv",
        digest: "1",
        sourceType: "local",
        source: "{}",
        tags: { "mlflow.data.context": "training" },
      }]);
    }
  }
  return experimentId;
}

/** What every tracking server must do when asked to search runs. */
export const searchContract: Contract = {
  "searchRuns() finds what a filter describes": async ({ client }) => {
    const experimentIds = [await searchedExperiment(client)];
    for (const [filter, expected] of Object.entries(FILTERS)) {
      const { items } = await client.runs.searchRuns({ experimentIds, filter });
      equal(items.map((run) => run.info.runName).sort().join(""), expected, filter);
    }
  },

  "searchRuns() finds runs by a list of ids": async ({ client }) => {
    const experimentIds = [await searchedExperiment(client)];
    const { items } = await client.runs.searchRuns({ experimentIds });
    const ids = items.slice(0, 2).map((run) => `'${run.info.runId}'`).join(", ");
    for (const [comparator, expected] of [["IN", 2], ["NOT IN", 2]] as const) {
      const filter = `attributes.run_id ${comparator} (${ids})`;
      equal(
        (await client.runs.searchRuns({ experimentIds, filter })).items.length,
        expected,
        filter,
      );
    }
  },

  "searchRuns() refuses what is no filter": async ({ client }) => {
    const experimentIds = [await searchedExperiment(client)];
    for (const filter of REFUSED) {
      await rejects(client.runs.searchRuns({ experimentIds, filter }), (error) => {
        return error instanceof MlflowError && error.code === "INVALID_PARAMETER_VALUE" &&
          error.status === 400;
      }, filter);
    }
  },

  "searchRuns() sorts, missing values last, then from the newest": async ({ client }) => {
    const experimentIds = [await searchedExperiment(client)];
    for (const [order, expected] of Object.entries(ORDERS)) {
      const query = { experimentIds, orderBy: [order] };
      const { items } = await client.runs.searchRuns(query);
      equal(items.map((run) => run.info.runName).join(""), expected, order);
    }
  },

  "searchRuns() pages from the newest": async ({ client }) => {
    const experimentIds = [await searchedExperiment(client)];
    const names: string[] = [];
    let pageToken: string | null = null;
    do {
      const page = await client.runs.searchRuns({ experimentIds, maxResults: 3, pageToken });
      names.push(page.items.map((run) => run.info.runName).join(""));
      pageToken = page.nextPageToken;
    } while (pageToken !== null);
    deepEqual(names, ["dcb", "a"]);
  },

  "searchRuns() sees deleted runs only when asked to": async ({ client, send }) => {
    const { experimentId } = await client.experiments.setExperiment("partly deleted");
    const kept = await client.runs.createRun({ experimentId, runName: "kept" });
    const gone = await client.runs.createRun({ experimentId, runName: "gone" });
    await send("POST", "mlflow/runs/delete", { "run_id": gone.info.runId });
    const namesOf = async (viewType: "ACTIVE_ONLY" | "DELETED_ONLY" | "ALL") => {
      const { items } = await client.runs.searchRuns({ experimentIds: [experimentId], viewType });
      return items.map((run) => run.info.runName).sort();
    };
    deepEqual(await namesOf("ACTIVE_ONLY"), [kept.info.runName]);
    deepEqual(await namesOf("DELETED_ONLY"), ["gone"]);
    deepEqual(await namesOf("ALL"), ["gone", "kept"]);
  },
};

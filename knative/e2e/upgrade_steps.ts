/**
 * An upgrade from the last release: its stack with versions, aliases, logged predictions and outcomes, and
 * this checkout's deployment over it while clients ask both forms of the service.
 *
 * @module
 */
import { MIGRATIONS } from "@mlops/prediction_log/migrations";
import { REFERENCE_TASK } from "@mlops/tasks";
import { deepEqual, equal, ok } from "node:assert/strict";
import { checkOutLastRelease } from "./last_release.ts";
import { cluster, inMlflow, until } from "./stack.ts";
import { ingressWay, nodePortWay, underLoad } from "./steady_clients.ts";
import type { Step } from "./steps.ts";
import { deploy, REGISTRY, runTask } from "./run_task.ts";

/** Of each form; the deployment's own builds share their cores. */
const CLIENTS = 2;

/** Predictions that are logged before, and how many of them an outcome is told of. */
const N_ROWS = 200;
const N_OUTCOMES = 50;

/** Each version with what was logged of its run, and where the aliases lead. */
const ASK_REGISTRY = `import json, os, urllib.request
base = "http://127.0.0.1:" + os.environ.get("MLFLOW_PORT", "5000") + "/api/2.0/mlflow/"
ask = lambda path: json.load(urllib.request.urlopen(base + path, timeout=20))
model = ask("registered-models/get?name=${REFERENCE_TASK.model}")["registered_model"]
versions = {}
for version in ask("model-versions/search?max_results=1000").get("model_versions", []):
    data = ask("runs/get?run_id=" + version["run_id"])["run"]["data"]
    logged = {item["key"]: item["value"] for item in data.get("metrics", []) + data.get("params", [])}
    versions[version["version"]] = {"run": version["run_id"], "source": version["source"], "logged": logged}
print(json.dumps({"versions": versions, "aliases": model.get("aliases", [])}, sort_keys=True))
`;

const MOVE_ALIAS = `import json, os, urllib.request
base = "http://127.0.0.1:" + os.environ.get("MLFLOW_PORT", "5000") + "/api/2.0/mlflow/"
body = {"name": "${REFERENCE_TASK.model}", "alias": "challenger", "version": "1"}
request = urllib.request.Request(base + "registered-models/alias", json.dumps(body).encode(),
                                 {"Content-Type": "application/json"})
urllib.request.urlopen(request, timeout=20)
`;

/** The superuser's name differs from release to release; the pod knows it. */
const PSQL = 'for role in postgres "$POSTGRES_USER"; do ' +
  'psql --username "$role" --dbname predictions --no-psqlrc -Atc "$1" 2>/dev/null && exit; done; exit 1';

async function askPredictions(query: string): Promise<string> {
  return (await cluster.exec("postgres", ["sh", "-c", PSQL, "psql", query])).trim();
}

/** Rows and outcomes of the requests that were kept, to the last digit of what was predicted. */
function keptRows(ids: readonly string[]): Promise<string> {
  const list = ids.map((id) => `'${id}'`).join(", ");
  return askPredictions(
    "select count(*), count(o.outcome), md5(string_agg(concat_ws(' ', p.request_id, p.row_number, " +
      "p.predicted_at, p.source, p.model_version, p.label, o.outcome), ',' " +
      "order by p.request_id, p.row_number, p.source)) from predictions p " +
      `left join outcomes o using (request_id, row_number, predicted_at) where request_id in (${list})`,
  );
}

async function post(url: string, body: unknown): Promise<Response> {
  const headers = { "content-type": "application/json" };
  const answer = await fetch(url, { method: "POST", headers, body: JSON.stringify(body) });
  ok(answer.ok, `${url} answers ${answer.status}`);
  return answer;
}

/** Asks for predictions, and tells of some what came true, once they are in the log. */
async function makeRows(): Promise<string[]> {
  await using way = await cluster.forward("ml-api-service", 8000);
  const ids: string[] = [];
  for (let at = 0; at < N_ROWS; at++) {
    const row = { ...REFERENCE_TASK.sample.row, Glucose: 60 + at % 130 };
    const answer = await post(`${way.url}/predict`, row);
    await answer.body?.cancel();
    ids.push(answer.headers.get("x-request-id") ?? "");
  }
  await until("all rows to be in the log", {
    seconds: 60,
    look: async () => (await keptRows(ids)).startsWith(`${N_ROWS}|`) || undefined,
  });
  await tellOutcomes(way.url, ids.slice(0, N_OUTCOMES));
  return ids;
}

async function tellOutcomes(url: string, ids: readonly string[]): Promise<void> {
  const outcomes = ids.map((id, at) => ({ "request_id": id, outcome: at % 3 === 0 ? 1 : 0 }));
  const receipt = await (await post(`${url}/feedback`, outcomes)).json();
  equal(receipt.recorded, ids.length);
}

async function predicted(): Promise<unknown> {
  await using way = await cluster.forward("ml-api-service", 8000);
  return (await (await post(`${way.url}/predict`, REFERENCE_TASK.sample.row)).json()).probability;
}

/** What the last release kept. */
interface Kept {
  /** Requests whose rows and outcomes are looked for. */
  readonly ids: readonly string[];
  readonly rows: string;
  readonly registry: string;
  readonly answer: unknown;
}

/**
 * Makes the steps of an upgrade on a cluster without the stack.
 *
 * @returns The steps; the stack of this checkout stays.
 */
export function upgradeSteps(): Step[] {
  let kept: Kept | undefined;
  const before = () => {
    if (kept === undefined) throw new Error("Nothing is kept yet");
    return kept;
  };
  return [
    {
      id: "release",
      title: "the last release keeps versions, rows and outcomes",
      isNeeded: true,
      async run(tell) {
        await using release = await checkOutLastRelease();
        const { folder: cwd, name } = release;
        const { seconds } = await runTask(["deploy", `--registry=${REGISTRY}`], {}, { cwd });
        tell(`${name} deployed in ${seconds.toFixed(0)} s`);
        await runTask(["train:cluster"], {}, { cwd });
        await inMlflow(MOVE_ALIAS);
        const ids = await makeRows();
        const [rows, registry] = [await keptRows(ids), await inMlflow(ASK_REGISTRY)];
        kept = { ids, rows, registry, answer: await predicted() };
        tell(`rows, outcomes, and what they hold: ${rows}`);
      },
    },
    {
      id: "upgrade",
      title: "this checkout is deployed over it, and no request fails",
      isNeeded: true,
      async run(tell) {
        const ways = [await ingressWay(), await nodePortWay()];
        await underLoad({ ways, clients: CLIENTS, tell }, async () => {
          const { seconds } = await deploy("workshop");
          tell(`deployed in ${seconds.toFixed(0)} s`);
        });
      },
    },
    {
      id: "kept",
      title: "nothing is lost, and the same model answers the same",
      async run(tell) {
        const { ids, rows, registry, answer } = before();
        equal(await inMlflow(ASK_REGISTRY), registry);
        equal(await keptRows(ids), rows);
        equal(await predicted(), answer);
        tell(`${rows}; ${answer}`);
      },
    },
    {
      id: "migrated",
      title: "the database has this checkout's form, and takes outcomes of old rows",
      async run(tell) {
        const names = await askPredictions("select name from schema_migrations order by name");
        deepEqual(names.split("\n"), MIGRATIONS.map(({ name }) => name));
        await using way = await cluster.forward("ml-api-service", 8000);
        await tellOutcomes(way.url, before().ids.slice(N_OUTCOMES, 2 * N_OUTCOMES));
        tell(`${names.split("\n").at(-1)} is there`);
      },
    },
    {
      id: "works",
      title: "the checklist is ticked, and another training moves the alias",
      async run(tell) {
        const { printed } = await runTask(["checklist"]);
        tell(printed.trim().split("\n").at(-1) ?? "");
        await runTask(["train:cluster"]);
      },
    },
  ];
}

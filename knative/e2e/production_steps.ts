/**
 * Production from nothing: who gets in, through an Ingress with TLS or past it, and what is served.
 *
 * @module
 */
import { REFERENCE_TASK } from "@mlops/tasks";
import { MlflowClient } from "@mlops/mlflow";
import { deepEqual, equal, match, ok } from "node:assert/strict";
import { inPostgresPod } from "../deploy/cluster/postgres_query.ts";
import { API, type Holder, MLFLOW, Outside, PAGE } from "./outside_client.ts";
import { cluster, kubectl, NAMESPACE, until } from "./stack.ts";
import type { Step } from "./steps.ts";
import { deploy, REGISTRY, runTask, tryTask } from "./run_task.ts";

const REGISTRY_API = `${MLFLOW}/api/2.0/mlflow/registered-models`;

const SAMPLE = JSON.stringify(REFERENCE_TASK.sample?.row);

/** Who is answered how: status by address and holder of a key. */
const MATRIX: readonly [
  what: string,
  address: string,
  body: string | undefined,
  statuses: Readonly<Record<"nobody" | Holder, number>>,
][] = [
  ["the page", `${PAGE}/`, undefined, {
    nobody: 401,
    client: 200,
    predict: 200,
    train: 200,
    prometheus: 200,
  }],
  ["the page's predictions", `${PAGE}/api/predict`, SAMPLE, {
    nobody: 401,
    client: 200,
    predict: 403,
    train: 403,
    prometheus: 403,
  }],
  ["predictions", `${API}/predict`, SAMPLE, {
    nobody: 401,
    client: 200,
    predict: 403,
    train: 403,
    prometheus: 403,
  }],
  ["metrics", `${API}/metrics`, undefined, {
    nobody: 401,
    client: 403,
    predict: 200,
    train: 200,
    prometheus: 200,
  }],
  ["models in MLflow", `${REGISTRY_API}/search`, undefined, {
    nobody: 401,
    client: 403,
    predict: 200,
    train: 200,
    prometheus: 200,
  }],
  ["a new model in MLflow", `${REGISTRY_API}/create`, '{"name":"e2e"}', {
    nobody: 401,
    client: 403,
    predict: 403,
    train: 200,
    prometheus: 403,
  }],
];

/**
 * Lists the steps that bring production up.
 *
 * @param overlay What is deployed.
 * @param makeSecrets Makes its Secrets.
 * @returns The steps.
 */
export function deploySteps(overlay: string, makeSecrets: () => Promise<string>): Step[] {
  return [
    {
      id: "refused",
      title: "without its Secrets nothing is deployed",
      async run(tell) {
        const { code, printed } = await tryTask([
          "deploy",
          "--overlay=production-small",
          `--registry=${REGISTRY}`,
        ]);
        equal(code, 1, printed);
        for (const name of ["api-keys", "key-ui", "postgres-tls", "model-signing"]) {
          match(printed, new RegExp(`Secret "${name}" must exist`));
        }
        tell(`${[...printed.matchAll(/Secret "/g)].length} missing Secrets named`);
      },
    },
    {
      id: "deploy",
      title: "with them it is, from nothing",
      isNeeded: true,
      async run(tell) {
        tell(await makeSecrets());
        const { printed, seconds } = await deploy(overlay);
        tell(`deployed in ${seconds.toFixed(0)} s`);
        for (const [, seen] of printed.matchAll(/✓ (.* is logged and read again)/g)) {
          tell(seen ?? "");
        }
      },
    },
    {
      id: "certificates",
      title: "certificates come from cert-manager",
      async run(tell) {
        const said = await kubectl.text("wait for the certificates", [
          "wait",
          "certificates",
          "--all",
          "--for=condition=Ready",
          "--timeout=120s",
          `--namespace=${NAMESPACE}`,
        ]);
        tell(`${said.trim().split("\n").length} certificates are Ready`);
      },
    },
  ];
}

/** What holds of production once it is there; each step may be tried alone, in this order. */
export const PRODUCTION: readonly Step[] = [
  {
    id: "rights",
    title: "each gets what its key says, and nobody anything without one",
    async run(tell) {
      await using outside = await Outside.open();
      let asked = 0;
      for (const [what, address, body, statuses] of MATRIX) {
        const found: Record<string, number> = {};
        for (const who of Object.keys(statuses) as (keyof typeof statuses)[]) {
          const { status } = await outside.ask(address, {
            ...who === "nobody" ? {} : { as: who },
            ...body === undefined ? {} : { body },
          });
          found[who] = status;
          asked++;
        }
        // What a run before has made is there already, and the right to make it is the same.
        if (found["train"] === 400 && statuses.train === 200) found["train"] = 200;
        deepEqual(found, statuses, what);
      }
      const { status } = await outside.ask(`${MLFLOW}/`, { as: "train", isPassword: true });
      equal(status, 200);
      tell(`${asked} requests through the Ingress with TLS, each answered as the table says`);
    },
  },
  {
    id: "inside",
    title: "the Knative Service has no address outside",
    async run(tell) {
      const { status } = await cluster.object("services.serving.knative.dev", "predict");
      equal(status["url"], `http://predict.${NAMESPACE}.svc.cluster.local`);
      tell(`${status["url"]}`);
    },
  },
  {
    id: "postgres",
    title: "nobody speaks to Postgres without TLS, and MLflow not to the predictions",
    async run(tell) {
      const psql = (script: string) => kubectl.call(inPostgresPod(NAMESPACE, ["sh", "-c", script]));
      const ask = (database: string, mode: string) =>
        psql(
          `PGPASSWORD=$MLFLOW_PASSWORD PGSSLMODE=${mode} psql -h 127.0.0.1 -U "$MLFLOW_ROLE" ` +
            `-d ${database} -Atc "select 1"`,
        );
      match((await ask("mlflow", "disable")).stderr, /no pg_hba.conf entry .* no encryption/);
      match((await ask("predictions", "require")).stderr, /permission denied for database/);
      const supers = await psql(
        `psql -U postgres -d postgres -Atc "select usename from pg_stat_activity where usesysid = 10 ` +
          `and client_addr is not null"`,
      );
      equal(supers.stdout.trim(), "");
      tell("refused: a connection without encryption, and MLflow's role in the other database");
    },
  },
  {
    id: "unsigned",
    title: "an unsigned version is refused, and the signed one goes on answering",
    async run(tell) {
      await using outside = await Outside.open();
      const ask = () => outside.ask(`${API}/predict`, { as: "client", body: SAMPLE });
      const { version: signed } = await ask();
      await using way = await cluster.forward("mlflow-service", 5000);
      const token = await cluster.keyOf("train") ?? "";
      await runTask(["train", "--n-estimators", "5"], {
        MLFLOW_TRACKING_URI: way.url,
        MLFLOW_TRACKING_TOKEN: token,
      });
      const client = new MlflowClient({ trackingUri: new URL(way.url), credentials: { token } });
      const { model } = REFERENCE_TASK;
      const champion = await client.registry.getModelVersionByAlias(model, "champion");
      equal(Number(champion?.version), Number(signed) + 1);
      const refused = await until("the unsigned version to be refused", {
        seconds: 60,
        look: async () => {
          const { text } = await outside.ask(`${API}/readyz`);
          return /"refused":\[[^\]]*sign/.test(text) ? text : undefined;
        },
      });
      match(refused, /sign/);
      const { status, version } = await ask();
      deepEqual([status, version], [200, signed]);
      tell(`version ${champion?.version} refused, version ${version} answers`);
    },
  },
  {
    id: "signed",
    title: "a training on the cluster is signed, and served",
    async run(tell) {
      await using outside = await Outside.open();
      const ask = () => outside.ask(`${API}/predict`, { as: "client", body: SAMPLE });
      const before = await ask();
      const { seconds } = await runTask(["train:cluster"]);
      const served = await until("the newest version to answer", {
        seconds: 120,
        look: async () => {
          const { version } = await ask();
          return Number(version) > Number(before.version) ? version : undefined;
        },
      });
      tell(`trained in ${seconds.toFixed(0)} s; version ${served} answers`);
    },
  },
  {
    id: "gate",
    title: "the gate recorded who moved the alias and who was refused, in its log and in the audit",
    async run(tell) {
      const log = await cluster.text(["logs", "deployment/mlflow", "--container=gate"]);
      const moves = log.split("\n").filter((line) => line.includes('"alias":"champion"'))
        .map((line) => JSON.parse(line));
      ok(moves.length >= 3);
      deepEqual(new Set(moves.map(({ who }) => who)), new Set(["key:train"]));
      await using outside = await Outside.open();
      const told = await until("the audit to have what the gate told", {
        seconds: 60,
        look: async () => {
          const { text } = await outside.ask(`${API}/audit?limit=500`, { as: "prometheus" });
          const { entries } = JSON.parse(text) as { entries: Record<string, string>[] };
          const byGate = entries.filter(({ who }) => who?.startsWith("key:gate/"));
          const actions = new Set(byGate.map(({ who, action }) => `${action} ${who}`));
          return actions.has("alias_moved key:gate/key:train") &&
              actions.has("request_refused key:gate/unknown")
            ? byGate.length
            : undefined;
        },
      });
      tell(`${moves.length} moves, all by key:train; ${told} entries of the gate in the audit`);
    },
  },
  {
    id: "checklist",
    title: "the checklist ticks every line",
    async run(tell) {
      const { printed } = await runTask(["checklist"]);
      tell(printed.trim().split("\n").at(-1) ?? "");
    },
  },
];

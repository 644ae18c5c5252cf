/**
 * Production on a real cluster, from nothing: nobody gets in without a key, through an Ingress with TLS
 * or past it, and nothing unsigned is served. It begins by removing a stack that is there, with its
 * volumes, and ends so.
 *
 * Run with the test cluster up with Contour and cert-manager, and KUBECONFIG set:
 * `deno task e2e:production`
 *
 * @module
 */
import { REFERENCE_TASK } from "@mlops/tasks";
import { MlflowClient } from "@mlops/mlflow";
import { referenceTest } from "@mlops/testing/reference";
import { deepEqual, equal, match, ok } from "node:assert/strict";
import { cluster, kubectl, NAMESPACE, until } from "./stack.ts";

const ROOT = new URL("../../", import.meta.url).pathname;
const REGISTRY = Deno.env.get("E2E_REGISTRY") ?? "localhost:5001";

/** Where the test cluster's Contour listens for TLS. */
const ENTRY = "127.0.0.1:31443";

const PAGE = "https://diabetes.example.com";
const API = "https://api.diabetes.example.com";
const MLFLOW = "https://mlflow.diabetes.example.com";
const REGISTRY_API = `${MLFLOW}/api/2.0/mlflow/registered-models`;

const SAMPLE = JSON.stringify(REFERENCE_TASK.sample?.row);

type Holder = "client" | "predict" | "train" | "prometheus";

async function task(args: readonly string[], env: Record<string, string> = {}): Promise<string> {
  const { success, stdout, stderr } = await new Deno.Command("deno", {
    args: ["task", "--quiet", ...args],
    cwd: ROOT,
    env,
    stdin: "null",
  }).output();
  const decoder = new TextDecoder();
  const printed = decoder.decode(stdout);
  ok(success, `deno task ${args.join(" ")}:\n${printed}${decoder.decode(stderr)}`);
  return printed;
}

/** Asks as a program outside the cluster does: by name, and holding the server to its certificate. */
class Outside implements AsyncDisposable {
  readonly #authority: string;
  readonly #keys = new Map<Holder, string>();

  private constructor(authority: string) {
    this.#authority = authority;
  }

  static async open(): Promise<Outside> {
    const [secret] = await kubectl.objects("read the authority", [
      "secret",
      "api-tls",
      `--namespace=${NAMESPACE}`,
    ]);
    const { "ca.crt": authority = "" } = secret?.["data"] as Record<string, string>;
    const file = await Deno.makeTempFile({ suffix: ".crt" });
    await Deno.writeTextFile(file, atob(authority));
    return new Outside(file);
  }

  /** Status, version of the model, and body. */
  async ask(
    address: string,
    options: { as?: Holder; body?: string; isPassword?: boolean; method?: string } = {},
  ): Promise<{ status: number; version: string; text: string }> {
    const { as, body, isPassword = false, method = body === undefined ? "GET" : "POST" } = options;
    const key = as === undefined ? undefined : await this.#keyOf(as);
    const credentials = key === undefined
      ? []
      : isPassword
      ? ["--user", `anyone:${key}`]
      : ["--header", `Authorization: Bearer ${key}`];
    const data = body === undefined
      ? []
      : ["--header", "Content-Type: application/json", "--data", body];
    const { stdout, stderr, success } = await new Deno.Command("curl", {
      args: [
        "--silent",
        "--show-error",
        "--max-time",
        "60",
        "--request",
        method,
        "--cacert",
        this.#authority,
        "--connect-to",
        `::${ENTRY}`,
        "--write-out",
        "\n%{http_code} %header{x-model-version}",
        ...credentials,
        ...data,
        address,
      ],
    }).output();
    const decoder = new TextDecoder();
    ok(success, `${method} ${address} as ${as ?? "nobody"}: ${decoder.decode(stderr)}`);
    const printed = decoder.decode(stdout);
    const last = printed.lastIndexOf("\n");
    const [status = "", version = ""] = printed.slice(last + 1).split(" ");
    return { status: Number(status), version, text: printed.slice(0, last) };
  }

  async #keyOf(holder: Holder): Promise<string> {
    const key = this.#keys.get(holder) ?? await cluster.keyOf(holder) ?? "";
    this.#keys.set(holder, key);
    return key;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Deno.remove(this.#authority);
  }
}

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

referenceTest("production from nothing, on a cluster", ["cluster"], async (t) => {
  /** What follows a failed step would only fail after it, and nothing stays behind. */
  const step = async (name: string, body: () => Promise<void>) => {
    if (await t.step(name, body)) return;
    await task(["undeploy", "--yes"]);
    throw new Error(`"${name}" failed`);
  };
  await task(["undeploy", "--yes"]);

  await step("without its Secrets nothing is deployed", async () => {
    const { success, stdout, stderr } = await new Deno.Command("deno", {
      args: [
        "task",
        "--quiet",
        "deploy",
        "--overlay",
        "production-small",
        `--registry=${REGISTRY}`,
      ],
      cwd: ROOT,
      stdin: "null",
    }).output();
    equal(success, false);
    const said = new TextDecoder().decode(stdout) + new TextDecoder().decode(stderr);
    for (const name of ["api-keys", "key-ui", "postgres-tls", "model-signing"]) {
      match(said, new RegExp(`Secret "${name}" must exist`));
    }
  });

  await step("with them it is", async () => {
    await task(["secrets:production"]);
    await task(["deploy", "--overlay", "production-small", `--registry=${REGISTRY}`]);
  });

  await step("certificates come from cert-manager", async () => {
    await kubectl.text("wait for the certificates", [
      "wait",
      "certificates",
      "--all",
      "--for=condition=Ready",
      "--timeout=120s",
      `--namespace=${NAMESPACE}`,
    ]);
  });

  await using outside = await Outside.open();
  await step("each gets what its key says, and nobody anything without one", async () => {
    for (const [what, address, body, statuses] of MATRIX) {
      const found: Record<string, number> = {};
      for (const who of Object.keys(statuses) as (keyof typeof statuses)[]) {
        const { status } = await outside.ask(address, {
          ...who === "nobody" ? {} : { as: who },
          ...body === undefined ? {} : { body },
        });
        found[who] = status;
      }
      deepEqual(found, statuses, what);
    }
    const { status } = await outside.ask(`${MLFLOW}/`, { as: "train", isPassword: true });
    equal(status, 200);
  });

  await step("the Knative Service has no address outside", async () => {
    const { status } = await cluster.object("services.serving.knative.dev", "predict");
    equal(status["url"], `http://predict.${NAMESPACE}.svc.cluster.local`);
  });

  await step(
    "nobody speaks to Postgres without TLS, and MLflow not to the predictions",
    async () => {
      const psql = (script: string) =>
        kubectl.call([
          "exec",
          "deployment/postgres",
          "--container=postgres",
          `--namespace=${NAMESPACE}`,
          "--",
          "sh",
          "-c",
          script,
        ]);
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
    },
  );

  await step("an unsigned version is refused, and the signed one goes on answering", async () => {
    const ask = () => outside.ask(`${API}/predict`, { as: "client", body: SAMPLE });
    const { version: signed } = await ask();
    await using way = await cluster.forward("mlflow-service", 5000);
    const token = await cluster.keyOf("train") ?? "";
    await task(["train", "--n-estimators", "5"], {
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
  });

  await step("a training on the cluster is signed, and served", async () => {
    const before = await outside.ask(`${API}/predict`, { as: "client", body: SAMPLE });
    await task(["train:cluster"]);
    await until("the newest version to answer", {
      seconds: 120,
      look: async () => {
        const { version } = await outside.ask(`${API}/predict`, { as: "client", body: SAMPLE });
        return Number(version) === Number(before.version) + 2 ? version : undefined;
      },
    });
  });

  await step("the gate recorded who moved the alias", async () => {
    const log = await cluster.text(["logs", "deployment/mlflow", "--container=gate"]);
    const moves = log.split("\n").filter((line) => line.includes('"alias":"champion"'))
      .map((line) => JSON.parse(line));
    ok(moves.length >= 3);
    deepEqual(new Set(moves.map(({ who }) => who)), new Set(["key:train"]));
  });

  await step("the checklist ticks every line", async () => {
    await task(["checklist"]);
  });

  await step("undeploy leaves nothing", async () => {
    await task(["undeploy", "--yes"]);
    const left = await kubectl.objects("look for the namespace", ["namespace", NAMESPACE]);
    deepEqual(left, []);
  });
});

import { FEATURES, TARGET } from "@mlops/tasks/diabetes";
import { MlflowClient, type Run } from "@mlops/mlflow";
import { freePort } from "@mlops/processes/free_port";
import { deepEqual, equal, match, notEqual, ok } from "node:assert/strict";
import { createHash } from "node:crypto";
import { startRegistry } from "@mlops/testing/registries";
import { runTraining, taskPermissions } from "@mlops/testing/training_process";

/** A tracking server for one test, and what it saw. */
interface Tracking {
  readonly url: string;
  readonly client: MlflowClient;
  /** Method, path and `Authorization` of each request. */
  readonly requests: readonly string[];
  /** The only run of the experiment. */
  onlyRun(): Promise<Run>;
}

/** Answers in the server's place, or leaves the request to it. */
type Gate = (path: string, request: Request) => Promise<Response> | Response | undefined;

async function withTracking(
  body: (tracking: Tracking) => Promise<void>,
  gate: Gate = () => undefined,
): Promise<void> {
  const requests: string[] = [];
  await using registry = await startRegistry({
    gate: (request) => {
      const path = new URL(request.url).pathname.replace("/api/2.0/", "");
      requests.push(`${request.method} ${path} ${request.headers.get("authorization")}`);
      return gate(path, request);
    },
  });
  const { url } = registry;
  const client = new MlflowClient({ trackingUri: new URL(url) });
  async function onlyRun(): Promise<Run> {
    const experiment = await client.experiments.getExperimentByName("diabetes-classification");
    const experimentIds = [experiment?.experimentId ?? ""];
    const { items } = await client.runs.searchRuns({ experimentIds });
    equal(items.length, 1);
    const [run] = items;
    ok(run !== undefined);
    return run;
  }
  await body({ url, client, requests, onlyRun });
}

async function withFile(text: string, body: (path: string) => Promise<void>): Promise<void> {
  const path = await Deno.makeTempFile();
  try {
    await Deno.writeTextFile(path, text);
    await body(path);
  } finally {
    await Deno.remove(path);
  }
}

const HEADER = [...FEATURES.map((feature) => feature.name), TARGET].join();

Deno.test("train registers the same bytes on 1 and 3 workers, in closed runs of its user", async () => {
  await withTracking(async ({ url, client }) => {
    for (const [index, workers] of ["1", "3"].entries()) {
      const { code, stderr, events } = await runTraining(url, {
        args: ["--workers", workers, "--n-estimators", "20"],
        env: { "USER": "ada" },
      });
      deepEqual([code, stderr], [0, ""]);
      // On a busy machine growing the trees takes long enough to be told of.
      const told = events.map((event) => event["event"]).filter((event) => event !== "fitting");
      deepEqual(told, [
        "run",
        "dataset",
        "fitted",
        "measured",
        "logged",
        "registered",
        "alias",
        "done",
      ]);
      const version = await client.registry.getModelVersionByAlias("diabetes-model", "champion");
      ok(version !== null);
      equal(version.version, `${index + 1}`);
      const { bytes } = await client.artifacts.downloadArtifact(version.source, "model.onnx");
      equal(version.tags["sha256"], createHash("sha256").update(bytes).digest("hex"));
      const { info } = await client.runs.getRun(version.runId);
      deepEqual([info.status, info.userId, info.runName], ["FINISHED", "ada", "diabetes-rf-model"]);
    }
    const { items } = await client.registry.searchModelVersions({
      filter: "name = 'diabetes-model'",
    });
    equal(new Set(items.map((version) => version.tags["sha256"])).size, 1);
    equal(items.length, 2);
  });
});

Deno.test("train --promote-if-better scores the champion of before and moves to its equal", async () => {
  await withTracking(async ({ url, client }) => {
    const small = ["--n-estimators", "5"];
    await runTraining(url, { args: small });
    const args = [...small, "--promote-if-better", "auc_roc", "--alias", "challenger"];
    const { code, events } = await runTraining(url, { args });
    equal(code, 0);
    const compared = events.find((event) => event["event"] === "compared");
    match(String(compared?.["message"]), /^the champion, version 1, is not better: auc_roc /);
    for (const alias of ["champion", "challenger"]) {
      equal((await client.registry.getModelVersionByAlias("diabetes-model", alias))?.version, "2");
    }
  });
});

Deno.test("train reads a data set by address and logs where it came from", async () => {
  const rows = Array.from(
    { length: 30 },
    (_, row) => `1,${90 + row},70,20,79,30,0.5,33,${row % 2}`,
  );
  const csv = `${HEADER}\r\n${rows.join("\r\n")}\r\n`;
  await withTracking(async ({ url, onlyRun }) => {
    const { code } = await runTraining(url, {
      env: { "DATASET_URL": `${url}/data/patients.csv?key=s3cret` },
      args: ["--n-estimators", "2"],
    });
    equal(code, 0);
    const { datasetInputs: [input] } = await onlyRun();
    deepEqual([input?.name, input?.source, input?.profile], [
      "patients.csv",
      `{"url":"${url}/data/patients.csv"}`,
      '{"num_rows":30,"num_elements":270}',
    ]);
  }, (path) => path === "/data/patients.csv" ? new Response(csv) : undefined);
});

/** The faults that are found once the run exists: it ends as FAILED with the one line as its note. */
async function expectFailedRun(
  options: Parameters<typeof runTraining>[1],
  line: RegExp,
  gate?: Gate,
): Promise<void> {
  await withTracking(async ({ url, client, onlyRun }) => {
    const { code, stderr } = await runTraining(url, options);
    equal(code, 1);
    match(stderr, line);
    equal(stderr.split("\n").length, 2);
    const { info, tags } = await onlyRun();
    equal(info.status, "FAILED");
    equal(tags["mlflow.note.content"], stderr.trim());
    ok(info.endTime !== null);
    equal(await client.registry.getModelVersionByAlias("diabetes-model", "champion"), null);
    deepEqual((await client.registry.searchModelVersions()).items, []);
  }, gate);
}

Deno.test("train leaves a FAILED run for a table with a bad cell", async () => {
  await withFile(`${HEADER}\n6,148,72,35,0,high,0.627,50,1\n`, async (path) => {
    await expectFailedRun(
      { env: { "DATASET_URL": path } },
      /^Cannot read the table ".*": line 2, column 15: BMI must be a number within ±3\.4e\+38: is "high"\n$/,
    );
  });
});

Deno.test("train leaves a FAILED run for an error page that is served as a table", async () => {
  await withFile("<html><title>Sign in</title>", async (path) => {
    await expectFailedRun(
      { env: { "DATASET_URL": path } },
      /^Cannot read the table ".*": it is an HTML page titled "Sign in", most often a page to sign in: .*\n$/,
    );
  });
});

Deno.test("train leaves a FAILED run for a table that is not there", async () => {
  await expectFailedRun(
    { env: { "DATASET_URL": "functions/train/nowhere.csv" } },
    /^Cannot fetch the data set "functions\/train\/nowhere.csv" as the file must exist: there is none\n$/,
  );
});

Deno.test("train leaves a FAILED run for a table that it may not read", async () => {
  await expectFailedRun(
    { env: { "DATASET_URL": "/etc/hostname" }, without: "--allow-read" },
    /^Cannot fetch the data set "\/etc\/hostname" as the program must be permitted to read it: .*\n$/,
  );
});

Deno.test("train leaves a FAILED run for a parameter that does not fit the table", async () => {
  await expectFailedRun({ args: ["--test-size", "0.001"] }, /^Cannot split .*\n$/);
});

Deno.test("train leaves a FAILED run and no version when the registry refuses an alias", async () => {
  await expectFailedRun(
    { args: ["--n-estimators", "2"] },
    /^Cannot .*NO_ALIASES.*\n$/,
    (path, request) => {
      if (path !== "mlflow/registered-models/alias" || request.method !== "POST") return undefined;
      return Response.json({ "error_code": "NO_ALIASES", message: "none today" }, { status: 400 });
    },
  );
});

Deno.test("train says that the server is unreachable", async () => {
  const { code, stderr } = await runTraining(`http://ada:s3cret@127.0.0.1:${freePort()}`);
  equal(code, 1);
  match(stderr, /^Cannot [^\n]*UNREACHABLE[^\n]*refused[^\n]*\n$/);
  equal(stderr.includes("s3cret"), false);
});

Deno.test("train touches nothing when its settings cannot be used", async () => {
  await withTracking(async ({ url, requests }) => {
    const { code, stderr } = await runTraining(url, { args: ["--n-estimators", "0", "--fast"] });
    equal(code, 2);
    equal(
      stderr,
      "Cannot start as the configuration is wrong: " +
        'flags must be known (see --help): is "--fast"; ' +
        '--n-estimators must be an integer in [1, 100000]: is "0"\n',
    );
    deepEqual(requests, []);
  });
});

Deno.test("train --help tells the flags", async () => {
  const { code, stderr, stdout } = await runTraining("", { args: ["--help"] });
  deepEqual([code, stderr], [0, ""]);
  match(stdout, /^Trains a model[\s\S]* --promote-if-better METRIC /);
});

Deno.test("train told to stop in an upload leaves the run KILLED and nothing registered", async () => {
  const { promise: isUploading, resolve: tell } = Promise.withResolvers<void>();
  const { promise: isOver, resolve: end } = Promise.withResolvers<Response>();
  await withTracking(async ({ url, client, onlyRun }) => {
    const { code, stderr } = await runTraining(url, { stopAt: isUploading });
    end(new Response());
    deepEqual([code, stderr], [
      143,
      "Cannot finish the training as it was told to stop: SIGTERM\n",
    ]);
    const { info, tags } = await onlyRun();
    deepEqual([info.status, tags["mlflow.note.content"]], ["KILLED", stderr.trim()]);
    equal(await client.registry.getRegisteredModel("diabetes-model"), null);
  }, (path) => {
    if (!path.endsWith("/model.onnx")) return undefined;
    tell();
    return isOver;
  });
});

for (const workers of ["1", "2"]) {
  Deno.test(`train told to stop while ${workers} threads grow trees leaves the run KILLED`, async () => {
    await withTracking(async ({ url, onlyRun }) => {
      const { code } = await runTraining(url, {
        args: ["--n-estimators", "100000", "--workers", workers],
        stopAfter: "dataset",
      });
      equal(code, 143);
      equal((await onlyRun()).info.status, "KILLED");
    });
  });
}

Deno.test("train told to stop while the run is made leaves it KILLED", async () => {
  const { promise: isAsked, resolve: tell } = Promise.withResolvers<void>();
  await withTracking(async ({ url, onlyRun }) => {
    const { code } = await runTraining(url, { stopAt: isAsked });
    equal(code, 143);
    equal((await onlyRun()).info.status, "KILLED");
  }, (path) => {
    if (path === "mlflow/runs/create") tell();
    return undefined;
  });
});

Deno.test("train needs every permission of its task", async () => {
  await withTracking(async ({ url }) => {
    const options = {
      args: "--n-estimators 2 --workers 2 --promote-if-better auc_roc".split(" "),
      env: { "DATASET_URL": "tasks/diabetes/data/diabetes.csv" },
    };
    for (let run = 0; run < 2; run++) equal((await runTraining(url, options)).code, 0);
    const permissions = await taskPermissions();
    ok(permissions.length >= 10);
    const folder = await Deno.makeTempDir();
    const table = {
      args: ["--table=tasks/diabetes/data/diabetes.csv", "--target=Outcome", "--n-estimators=2"]
        .concat(`--schema-out=${folder}/schema.json`),
    };
    equal((await runTraining(url, table)).code, 0);
    // Nobody listens there: what is told of it is told only with every permission.
    const query = {
      args: ["--query=select 1 as y", "--target=y"],
      env: { "DATABASE_URL": "postgres://nobody@127.0.0.1:1/none" },
    };
    const { stderr } = await runTraining(url, query);
    match(stderr, /the database must answer/);
    for (const without of permissions) {
      if ((await runTraining(url, { ...options, without })).code !== 0) continue;
      if ((await runTraining(url, { ...table, without })).code !== 0) continue;
      notEqual((await runTraining(url, { ...query, without })).stderr, stderr, without);
    }
    await Deno.remove(folder, { recursive: true });
  });
});

const CREDENTIALS: [name: string, env: Record<string, string>, header: string][] = [
  ["a user's name and password", {
    "MLFLOW_TRACKING_USERNAME": "ada",
    "MLFLOW_TRACKING_PASSWORD": "s3cret",
  }, `Basic ${btoa("ada:s3cret")}`],
  ["a token", { "MLFLOW_TRACKING_TOKEN": "s3cret" }, "Bearer s3cret"],
];
for (const [name, env, header] of CREDENTIALS) {
  Deno.test(`train shows the server ${name}, and nobody else`, async () => {
    await withTracking(async ({ url, requests }) => {
      const { code, stdout, stderr } = await runTraining(url, {
        env,
        args: ["--n-estimators", "2"],
      });
      equal(code, 0);
      ok(requests.length > 10);
      ok(requests.every((request) => request.endsWith(header)));
      equal(`${stdout}${stderr}`.includes("s3cret"), false);
    });
  });
}

Deno.test("train says that the server refuses its credentials, without them", async () => {
  await withTracking(async ({ url }) => {
    const { code, stderr } = await runTraining(url, { env: { "MLFLOW_TRACKING_TOKEN": "s3cret" } });
    equal(code, 1);
    match(stderr, /^Cannot complete MLflow request: HTTP_401: [^\n]*\n$/);
    equal(stderr.includes("s3cret"), false);
  }, () => new Response("who are you?", { status: 401 }));
});

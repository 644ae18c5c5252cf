import { deepEqual, equal, match, rejects } from "node:assert/strict";
import { MlflowClient } from "@mlops/mlflow";
import { createLogger } from "../logger.ts";
import { Metrics } from "../metrics/metrics.ts";
import { loadSmallModel, smallDiabetesModel, type SmallModel } from "../testing/small_models.ts";
import { PATIENT, postJson, testedApp } from "../testing/tested_app.ts";
import { LoadedModels } from "./loaded_models.ts";
import { loadModel } from "./load_model.ts";
import { MlflowRegistry } from "./mlflow_registry.ts";
import { ModelFollower } from "./model_follower.ts";
import type { ModelRegistry } from "./model_registry.ts";
import { ModelStore } from "./model_store.ts";
import { RefusedModelError } from "./refused_model_error.ts";

/** Follows a registry of three versions, one for each role, with some of its answers replaced. */
async function follow(replaced: Partial<ModelRegistry>) {
  const versions = new Map<string, SmallModel>(
    ["1", "2", "3"].map((version) => [version, smallDiabetesModel({ version })]),
  );
  const modelOf = (version: string) => versions.get(version)!;
  const registry: ModelRegistry = {
    uri: "models:/diabetes-model@champion",
    alias: "champion",
    findMain: () => Promise.resolve(modelOf("1").reference),
    findAliases: () => Promise.resolve({ champion: "1", challenger: "2", shadow: "3" }),
    findVersion: (version) => Promise.resolve(modelOf(version).reference),
    download: ({ version }) => Promise.resolve(modelOf(version).files),
    findMetrics: () => Promise.resolve({ accuracy: 0.75 }),
    ...replaced,
  };
  const store = new ModelStore();
  const log: Record<string, unknown>[] = [];
  const follower = new ModelFollower({
    registry,
    store,
    loaded: new LoadedModels({
      registry,
      load: (reference, files) =>
        loadModel(reference, files, {
          engine: "auto",
          isDigestRequired: false,
          trustedKeys: [],
          now: () => 0,
        }),
      cache: null,
      now: () => 0,
    }),
    metrics: new Metrics(),
    logger: createLogger((line) => log.push(JSON.parse(line)), () => 0),
    notes: null,
    pollIntervalMs: 1_000,
    lookLimitMs: 1_000,
    random: () => 0.5,
    sleep: () => Promise.resolve(),
  });
  const signal = new AbortController().signal;
  const looks = [await follower.look(signal), await follower.look(signal)];
  const served = Object.fromEntries(
    [...store.assignments].map(([role, { model }]) => [role, model.version]),
  );
  return { store, looks, served, log };
}

Deno.test("look() fills every role where all is well", async () => {
  const { served, looks } = await follow({});
  deepEqual(served, { champion: "1", challenger: "2", shadow: "3" });
  deepEqual(looks, [true, true]);
});

Deno.test("look() fills the shadow where the challenger's files cannot be had", async () => {
  const { served, store, log } = await follow({
    download({ version }) {
      if (version === "2") throw new Error("these files cannot be had");
      return Promise.resolve(smallDiabetesModel({ version }).files);
    },
  });
  deepEqual(served, { champion: "1", shadow: "3" });
  match(store.trouble ?? "", /these files cannot be had/);
  equal(log.filter(({ level }) => level === "warn").length, 1);
});

Deno.test("look() fills the shadow where the challenger's version is gone, or its metrics", async () => {
  const gone = await follow({
    findVersion(version) {
      if (version === "2") return Promise.reject(new Error("there is no such version"));
      return Promise.resolve(smallDiabetesModel({ version }).reference);
    },
  });
  deepEqual(gone.served, { champion: "1", shadow: "3" });
  const dumb = await follow({
    findMetrics(runId) {
      if (runId === "run1") return Promise.reject(new Error("no metrics"));
      return Promise.resolve({ accuracy: 0.75 });
    },
  });
  deepEqual(dumb.served, { champion: "1", challenger: "2", shadow: "3" });
  equal(dumb.store.assignments.get("shadow")?.model.metrics?.["accuracy"], 0.75);
});

Deno.test("download() refuses a source that is no path", async () => {
  const client = new MlflowClient({ trackingUri: new URL("http://127.0.0.1:1") });
  const wanted = { kind: "alias", name: "m", alias: "champion" } as const;
  const registry = new MlflowRegistry(client, wanted, {
    memoryLimitMib: 512,
    isSignatureWanted: false,
    readApart: null,
  });
  const signal = new AbortController().signal;
  for (const path of ["../../1", "a/\u0000", "a//b", "a/\ud800"]) {
    for (const tags of [{}, { sha256: "0".repeat(64) }]) {
      const reference = { name: "m", version: "2", runId: "", tags };
      await rejects(
        registry.download({ ...reference, source: `mlflow-artifacts:/${path}` }, signal),
        (error) => error instanceof RefusedModelError && error.reason === "source",
        path,
      );
    }
  }
});

const FORGED = ["4\nx-forged: 1", "quatre é", "4\u2028", "v".repeat(129), "", "四"];

Deno.test("a version that cannot stand in a header is refused", async () => {
  for (const version of FORGED) {
    await rejects(
      loadSmallModel(smallDiabetesModel({ version })),
      (error) => error instanceof RefusedModelError && error.reason === "version",
      version,
    );
  }
});

Deno.test("no request stays in flight whose answer's headers cannot be written", async () => {
  const { app, store, metrics } = await testedApp();
  const { champion } = store;
  const model = { ...champion!.model, version: "4\nx" };
  store.assign("champion", { ...champion!, model });
  const response = await postJson(app, "/predict", PATIENT);
  equal(response.status, 500);
  match(response.headers.get("content-type") ?? "", /problem\+json/);
  equal(metrics.inFlight.value, 0);
});

Deno.test("a refusal is one line of a bounded length, whatever a file holds", () => {
  const names = 'a\nb\u2028c\u001b[2J{"level":"info"}'.repeat(1_000);
  const { message } = new RefusedModelError("model_file", `Cannot serve as its input is ${names}`);
  equal(/[\p{Cc}\u2028\u2029]/u.test(message), false);
  equal(message.length <= 1_000, true);
  match(message, /^Cannot serve as its input is a b c/);
});

import { deepEqual, equal, match, rejects } from "node:assert/strict";
import type { ClusterCheck } from "./preflight/check_cluster.ts";
import { deploy } from "./deploy.ts";
import type { DeployDeps, DeployOptions } from "./deployment.ts";
import { dryRun } from "./dry_run.ts";
import { readManifests } from "./cluster/kubernetes_object.ts";
import { lineReport } from "./report.ts";
import { type Answer, FakeKubectl, list } from "./testing/fake_kubectl.ts";
import { fakeProject, FUNCTION_FILES } from "./testing/fake_project.ts";
import { pythonBase } from "./testing/python_base.ts";
import { stillClock } from "./testing/still_clock.ts";

const OBJECTS = readManifests(`
apiVersion: v1
kind: Namespace
metadata: {name: n}
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: ml-api, namespace: n}
spec: {template: {spec: {containers: [{name: a, image: "dev.local/functions/predict:v1"}]}}}
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: mlflow, namespace: n}
---
apiVersion: serving.knative.dev/v1
kind: Service
metadata: {name: predict, namespace: n}
---
apiVersion: batch/v1
kind: Job
metadata: {name: migrate, namespace: n}
spec: {}
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: postgres, namespace: n}
---
apiVersion: batch/v1
kind: Job
metadata: {name: train, namespace: n, labels: {l: v}}
spec: {template: {spec: {initContainers: [{name: w, image: "postgres:15"}]}}}
`);

const available = { replicas: 1, updatedReplicas: 1, availableReplicas: 1 };
const ready = (kind: string, status: object) => list({ kind, metadata: { name: "x" }, status });
const complete = ready("Job", { conditions: [{ type: "Complete", status: "True" }] });
const service = ready("Service", { conditions: [{ type: "Ready", status: "True" }] });
const sound: ClusterCheck = {
  faults: [],
  notes: [],
  knative: { state: "ready", version: "1.15.2" },
  nodes: [],
};
const options: DeployOptions = {
  objects: OBJECTS,
  namespace: "n",
  timeoutMs: 60_000,
};

/** A cluster on which all parts become ready, beside what a test says otherwise. */
function setUp(
  { champion = "", check = sound, isNew = true, answers = [], rollOut }: {
    champion?: string;
    check?: ClusterCheck;
    isNew?: boolean;
    answers?: [string, Answer][];
    rollOut?: Error;
  } = {},
) {
  const fake = new FakeKubectl([
    ...answers,
    ["apply", (input) => input ?? ""],
    ["exec deployment/mlflow", champion],
    ["exec deployment/postgres", "t\n"],
    ["get deployment ", ready("Deployment", available)],
    ["get job ", complete],
    ["get services.serving.knative.dev", service],
  ]);
  const lines: string[] = [];
  const clock = stillClock();
  const installed: string[] = [];
  const proved: string[] = [];
  const rolled: string[] = [];
  const deps: DeployDeps = {
    kubectl: fake.client,
    openTarget: () => ({
      name: "registry r",
      plan: ({ name }) => `r/${name}@planned`,
      deliver: ({ name }) => Promise.resolve({ reference: `r/${name}@sha256:1`, isNew }),
    }),
    report: lineReport((line) => lines.push(line), clock.now),
    clock,
    check: () => Promise.resolve(check),
    installKnative: () => Promise.resolve(void installed.push("knative")),
    newId: () => "abc",
    rollOut: ({ metadata }, percent) => {
      rolled.push(`${metadata.name} ${percent} after ${fake.calls.length} calls`);
      return rollOut === undefined ? Promise.resolve(true) : Promise.reject(rollOut);
    },
    prove: ({ model }) => Promise.resolve(void proved.push(model)),
    project: fakeProject(FUNCTION_FILES),
    findBase: (name) => Promise.resolve(pythonBase(name)),
    pin: (name) => Promise.resolve(`docker.io/library/${name}@sha256:2`),
    fetchWheel: () => Promise.reject(new Error("no wheel is needed")),
  };
  return { fake, deps, lines, installed, proved, rolled };
}

Deno.test("deploy() applies digests only, and the training as a pattern", async () => {
  const { fake, deps } = setUp();
  equal((await deploy(options, deps)).hasChanged, true);
  const applied = fake.inputs[fake.calls.findIndex((call) => call.startsWith("apply"))]!;
  equal(applied.includes("dev.local/"), false);
  const { items } = JSON.parse(applied);
  const [deployment, train] = [items[1], items.at(-1)];
  equal(deployment.spec.template.spec.containers[0].image, "r/predict@sha256:1");
  equal(train.kind, "CronJob");
  equal(train.spec.suspend, true);
  deepEqual(train.spec.jobTemplate, {
    metadata: { labels: { l: "v" } },
    spec: {
      template: {
        spec: {
          initContainers: [{ name: "w", image: "docker.io/library/postgres:15@sha256:2" }],
        },
      },
    },
  });
});

Deno.test("deploy() trains where nothing was trained yet, and says each part with its time", async () => {
  const { fake, deps, lines, proved } = setUp();
  await deploy(options, deps);
  deepEqual(proved, ["diabetes-model"]);
  equal(fake.calls.includes("create job train-abc --from=cronjob/train --namespace=n"), true);
  deepEqual(lines.map((line) => line.replace(/ +\d+\.\d s/, " T")), [
    "✓ cluster and tools T",
    "✓ build functions/predict T",
    "✓ image predict T  sent to registry r",
    "✓ manifests T  7 new, 0 changed, 0 as they were",
    "✓ Postgres T",
    "✓ migrate T",
    "✓ MLflow T",
    "✓ first training T",
    "✓ prediction service T",
    "✓ classic Deployment T",
  ]);
});

Deno.test("deploy() starts pods anew when a Secret that no manifest holds has changed", async () => {
  const objects = [
    ...OBJECTS,
    ...readManifests(`
apiVersion: apps/v1
kind: Deployment
metadata: {name: d, namespace: n}
spec: {template: {spec: {containers: [{name: c, envFrom: [{secretRef: {name: by-hand}}]}]}}}
`),
  ];
  const templates: string[] = [];
  for (const value of ["b2xk", "bmV3"]) {
    const secret = { kind: "Secret", metadata: { name: "by-hand" }, data: { P: value } };
    const { fake, deps } = setUp({ answers: [["get secrets --namespace=n", list(secret)]] });
    await deploy({ ...options, objects }, deps);
    const applied = fake.inputs[fake.calls.findIndex((call) => call.startsWith("apply"))]!;
    const { items }: { items: { metadata: { name: string }; spec: unknown }[] } = JSON.parse(
      applied,
    );
    templates.push(JSON.stringify(items.find(({ metadata }) => metadata.name === "d")?.spec));
  }
  equal(new Set(templates).size, 2);
});

Deno.test("deploy() changes nothing where all is as the manifests say", async () => {
  const first = setUp();
  await deploy(options, first.deps);
  const applied = first.fake.inputs[first.fake.calls.findIndex((it) => it.startsWith("apply"))]!;
  const { items } = JSON.parse(applied);
  const again = setUp({
    champion: "3\n",
    isNew: false,
    answers: [["get --filename=-", list(...items)]],
  });
  equal((await deploy(options, again.deps)).hasChanged, false);
  equal(again.fake.calls.some((call) => /^(create|delete|scale)/.test(call)), false);
  equal(again.lines.includes("· version 3 of the model is trained and keeps the alias"), true);
});

Deno.test("deploy() says all that is missing and touches nothing", async () => {
  const faults = ["kubectl must be 1.27 or later: is v1.20", "kind must be on the PATH: it is not"];
  const { fake, deps } = setUp({ check: { ...sound, faults } });
  await rejects(deploy(options, deps), {
    name: "ApplyError",
    message: "Cannot deploy as something is missing:\n" +
      "  - kubectl must be 1.27 or later: is v1.20\n" +
      "  - kind must be on the PATH: it is not",
  });
  deepEqual(fake.calls, []);
});

Deno.test("Knative is installed only where it is missing, and not in a dry run", async () => {
  const missing: ClusterCheck = { ...sound, knative: { state: "missing" } };
  const without = setUp({ check: missing });
  await deploy(options, without.deps);
  deepEqual(without.installed, ["knative"]);
  const dry = setUp({ check: missing });
  await dryRun(options, dry.deps);
  deepEqual(dry.installed, []);
  equal(dry.lines.includes("· Knative Serving with Kourier would be installed"), true);
  match(dry.lines.at(-1) ?? "", / 6 new, 0 changed/);
});

Deno.test("dryRun() sends and changes nothing", async () => {
  const { fake, deps, lines, proved } = setUp();
  const openTarget: DeployDeps["openTarget"] = (nodes) => ({
    ...deps.openTarget(nodes),
    deliver: () => Promise.reject(new Error("nothing is sent")),
  });
  await dryRun(options, { ...deps, openTarget });
  deepEqual(proved, []);
  equal(fake.calls.every((call) => call.startsWith("get")), true);
  match(lines.at(-1) ?? "", /manifests, dry run +0\.0 s {2}7 new/);
});

Deno.test("deploy() wants a training in the manifests", async () => {
  const { deps } = setUp();
  const objects = OBJECTS.filter(({ metadata }) => metadata.name !== "train");
  await rejects(deploy({ ...options, objects }, deps), { message: /must hold a Job "train"/ });
});

Deno.test("deploy() with a canary gives the page and the classic Deployment a version only after it", async () => {
  const names = (input: string | undefined): string[] =>
    JSON.parse(input ?? "").items.map((it: { kind: string; metadata: { name: string } }) =>
      `${it.kind} ${it.metadata.name}`
    );
  const good = setUp();
  await deploy({ ...options, canaryPercent: 10 }, good.deps);
  equal(good.rolled.length, 1);
  equal(good.rolled[0]?.startsWith("predict 10 after"), true);
  const applies = (fake: FakeKubectl) =>
    fake.inputs.filter((_, at) => fake.calls[at]!.startsWith("apply"));
  const [early, whole] = applies(good.fake);
  deepEqual(
    names(whole).filter((name) => !names(early).includes(name)),
    ["Deployment ml-api", "Service predict"],
  );
  const bad = setUp({ rollOut: new Error("taken back") });
  await rejects(deploy({ ...options, canaryPercent: 10 }, bad.deps), { message: "taken back" });
  equal(applies(bad.fake).length, 1);
  equal(bad.lines.some((line) => line.includes("classic")), false);
});

Deno.test("deploy() ends a rollback, says so, and starts the newest Revision's pods with what it reads now", async () => {
  const objects = readManifests(`
apiVersion: v1
kind: Secret
metadata: {name: s, namespace: n}
stringData: {P: new}
---
apiVersion: serving.knative.dev/v1
kind: Service
metadata: {name: predict, namespace: n}
spec: {template: {metadata: {annotations: {mlops.workshop/reads: 0123abcd}}, spec: {containers: [{name: c, envFrom: [{secretRef: {name: s}}]}]}}}
`);
  const before = objects.map((object) =>
    object.kind === "Secret" ? { ...object, stringData: { P: "old" } } : {
      ...object,
      spec: {
        ...object["spec"] as object,
        traffic: [{ revisionName: "predict-00001", percent: 100 }],
      },
    }
  );
  for (const canaryPercent of [undefined, 10]) {
    const { fake, deps, lines } = setUp({
      // With a canary the Secret is put right before the roll-out, which finds nothing new.
      answers: [["get --filename=-", (input) => {
        const isEarly = !(input ?? "").includes('"predict"');
        const isPutRight = canaryPercent !== undefined && !isEarly;
        return list(
          ...before.map((object) => isPutRight && object.kind === "Secret" ? objects[0]! : object),
        );
      }]],
    });
    const canary = canaryPercent === undefined ? {} : { canaryPercent };
    await deploy({
      ...options,
      ...canary,
      objects: [...OBJECTS.filter(({ metadata }) => metadata.name !== "predict"), ...objects],
    }, { ...deps, rollOut: () => Promise.resolve(false) });
    match(
      lines.join("\n"),
      /requests of predict go to its newest Revision again: predict-00001 had/,
    );
    equal(
      fake.calls.filter((call) => call.startsWith("patch services.serving.knative.dev/predict"))
        .length,
      1,
    );
  }
});

Deno.test("deploy() lets the page have a new key only once those whom it asks know it", async () => {
  const [page] = readManifests(`
apiVersion: apps/v1
kind: Deployment
metadata: {name: ui, namespace: n}
spec: {template: {spec: {volumes: [{name: k, secret: {secretName: api-keys}}], containers: [{name: ui, env: [
  {name: API_KEY, valueFrom: {secretKeyRef: {name: key-ui, key: API_KEY}}}]}]}}}
`);
  const pod = {
    kind: "Pod",
    metadata: { name: "ui-old" },
    spec: { volumes: [{ name: "k", secret: { secretName: "api-keys" } }] },
  };
  const other = { metadata: { annotations: { "mlops.workshop/reads": "0123abcd" } } };
  const { fake, deps, lines } = setUp({
    answers: [
      ["get pods --namespace=n --output", list(pod)],
      ["get deployments.apps ui", list({ ...page, spec: { template: other } })],
      [
        "get secrets",
        list({ kind: "Secret", metadata: { name: "key-ui" }, data: { API_KEY: "" } }),
      ],
    ],
  });
  equal((await deploy({ ...options, objects: [...OBJECTS, page!] }, deps)).hasChanged, true);
  const applies = fake.calls.flatMap((call, at) =>
    call.startsWith("apply") ? [JSON.parse(fake.inputs[at] ?? "").items] : []
  );
  const names = applies.map((items: { metadata: { name: string } }[]) =>
    items.map(({ metadata }) => metadata.name)
  );
  equal(names[0]?.includes("ui"), false);
  // Pods that run learn of it before any is started anew.
  const firstApply = fake.calls.findIndex((call) => call.startsWith("apply"));
  const told = fake.calls.findIndex((call) => call.startsWith("annotate pods ui-old "));
  equal(told !== -1 && told < firstApply, true);
  deepEqual(names.at(-1), ["ui"]);
  const last = fake.calls.findLastIndex((call) => call.startsWith("apply"));
  equal(fake.calls.slice(last).some((call) => call.startsWith("get services.serving")), false);
  match(lines.join("\n"), /✓ page, with its new key/);
});

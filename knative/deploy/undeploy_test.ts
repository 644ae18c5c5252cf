import { deepEqual, equal, match, rejects } from "node:assert/strict";
import { lineReport } from "./report.ts";
import { FakeKubectl, list } from "./testing/fake_kubectl.ts";
import { stillClock } from "./testing/still_clock.ts";
import type { ReleaseFile } from "./preflight/knative_release.ts";
import { undeploy, type UndeployOptions } from "./undeploy.ts";

const named = (kind: string, name: string, rest: object = {}) => ({
  apiVersion: "v1",
  kind,
  metadata: { name },
  ...rest,
});
const volume = (name: string, namespace: string, persistentVolumeReclaimPolicy: string) =>
  named("PersistentVolume", name, {
    spec: { claimRef: { namespace }, persistentVolumeReclaimPolicy },
  });

const options: UndeployOptions = {
  objects: [
    named("Namespace", "n"),
    named("IngressClass", "wide"),
    { ...named("ConfigMap", "c"), metadata: { name: "c", namespace: "n" } },
  ],
  namespace: "n",
  keepsVolumes: false,
  removesKnative: false,
};

function setUp(answer: boolean, ...volumes: object[][]) {
  const fake = new FakeKubectl([
    ["get namespace n", list(named("Namespace", "n"))],
    ["get persistentvolumeclaims", list(named("PersistentVolumeClaim", "postgres-pvc"))],
    ["get customresourcedefinitions", list(named("CustomResourceDefinition", "services"))],
    [
      "get persistentvolumes",
      () => list(...volumes.length > 1 ? volumes.shift()! : volumes[0] ?? []),
    ],
  ]);
  const questions: string[] = [];
  const clock = stillClock();
  const deps = {
    kubectl: fake.client,
    report: lineReport(() => {}, clock.now),
    clock,
    fetchReleaseFile: ({ url }: ReleaseFile) => Promise.resolve(`# ${url}`),
    ask(question: string) {
      questions.push(question);
      return answer;
    },
  };
  return { fake, deps, questions, clock };
}

const deletions = ({ calls }: FakeKubectl) => calls.filter((call) => call.startsWith("delete"));

Deno.test("undeploy() names the volumes and removes nothing without a yes", async () => {
  const { fake, deps, questions } = setUp(false);
  equal(await undeploy(options, deps), false);
  match(questions[0]!, /^Remove namespace n with its volumes \(postgres-pvc\)\?/);
  deepEqual(deletions(fake), []);
});

Deno.test("undeploy() removes services, namespace, volumes and what is outside", async () => {
  const { fake, deps } = setUp(true);
  equal(await undeploy(options, deps), true);
  deepEqual(deletions(fake), [
    "delete cronjobs.batch,jobs.batch,deployments.apps --namespace=n " +
    "--selector=app.kubernetes.io/part-of=diabetes-mlops --wait --cascade=foreground --timeout=120s " +
    "--ignore-not-found",
    "delete services.serving.knative.dev --all --namespace=n --wait --cascade=foreground --timeout=120s",
    "delete namespace n --ignore-not-found --wait --timeout=300s",
    "delete --filename=- --ignore-not-found --wait",
  ]);
  const { items } = JSON.parse(fake.inputs.at(-1) ?? "");
  deepEqual(items.map(({ kind }: { kind: string }) => kind), ["IngressClass"]);
});

Deno.test("undeploy() waits for volumes that go, and removes those that would stay", async () => {
  const other = volume("other", "elsewhere", "Retain");
  const { fake, deps, clock } = setUp(
    true,
    [volume("a", "n", "Delete"), other],
    [volume("b", "n", "Retain"), other],
    [other],
  );
  await undeploy(options, deps);
  equal(clock.now(), 1_000);
  const removed = fake.inputs[fake.calls.findIndex((call) => call.includes("--wait=false"))];
  deepEqual(JSON.parse(removed ?? "").items.map((it: typeof other) => it.metadata.name), ["b"]);
});

Deno.test("undeploy() names volumes that do not go", async () => {
  const { deps } = setUp(true, [volume("stuck", "n", "Delete")]);
  await rejects(undeploy(options, deps), {
    name: "ApplyError",
    message: "Cannot remove volumes as they must go within 300 s: stuck stay",
  });
});

Deno.test("undeploy() keeps namespace, volumes and Secrets if it is told to", async () => {
  const { fake, deps, questions } = setUp(true);
  await undeploy({ ...options, keepsVolumes: true }, deps);
  equal(questions[0], "Remove the stack from namespace n?");
  const rest = deletions(fake).find((call) => call.includes("configmaps")) ?? "";
  match(
    rest,
    /^delete horizontalpodautoscalers.autoscaling,.*,configmaps --namespace=n --selector=app.kubernetes.io/,
  );
  equal(/namespace n |secrets|persistentvolumeclaims/.test(rest), false);
});

Deno.test("undeploy() asks nothing where nothing is, and removes Knative if it is told to", async () => {
  const { deps, questions } = setUp(true);
  const empty = new FakeKubectl([]);
  const removed = await undeploy({ ...options, removesKnative: true }, {
    ...deps,
    kubectl: empty.client,
  });
  equal(removed, true);
  deepEqual(questions, []);
  deepEqual(
    empty.inputs.slice(-3).map((manifest) => manifest?.match(/\/([a-z-]+\.yaml)/)?.[1]),
    ["kourier.yaml", "serving-core.yaml", "serving-crds.yaml"],
  );
  equal(deletions(empty).slice(1).every((call) => call.startsWith("delete --filename=- ")), true);
});

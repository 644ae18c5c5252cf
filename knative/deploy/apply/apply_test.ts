import { deepEqual, equal, rejects } from "node:assert/strict";
import { applyObjects } from "./apply.ts";
import type { KubernetesObject } from "../cluster/kubernetes_object.ts";
import { removeStale } from "./stale_objects.ts";
import { FakeKubectl, list, refusal } from "../testing/fake_kubectl.ts";

const namespace = { apiVersion: "v1", kind: "Namespace", metadata: { name: "n" } };
const config = (data: string): KubernetesObject => ({
  apiVersion: "v1",
  kind: "ConfigMap",
  metadata: { name: "c", namespace: "n" },
  data: { data },
});
const deployment = {
  apiVersion: "apps/v1",
  kind: "Deployment",
  metadata: { name: "ml-api", namespace: "n" },
};
const job = (image: string): KubernetesObject => ({
  apiVersion: "batch/v1",
  kind: "Job",
  metadata: { name: "j", namespace: "n" },
  spec: { image },
});
const at = (object: KubernetesObject, resourceVersion: string) => ({
  ...object,
  metadata: { ...object.metadata, uid: object.metadata.name, resourceVersion },
});

/** Answers an apply with its own input, as a cluster that holds it at this version. */
const applied = (version: string) => (input: string | undefined) => {
  const { items }: { items: KubernetesObject[] } = JSON.parse(input ?? "");
  return list(...items.map((object) => at(object, version)));
};
const live = { isDryRun: false };

Deno.test("applyObjects() applies on the server's side under a name of its own", async () => {
  const fake = new FakeKubectl([["get", ""], ["apply", applied("1")]]);
  const { created, changed, unchanged } = await applyObjects(
    fake.client,
    [namespace, config("a")],
    live,
  );
  deepEqual(created.map(({ kind }) => kind), ["Namespace", "ConfigMap"]);
  deepEqual([changed.length, unchanged], [0, 0]);
  deepEqual(fake.calls, [
    "get --filename=- --output=json --ignore-not-found",
    "apply --server-side --force-conflicts --field-manager=mlops-deploy --filename=- --output=json",
  ]);
});

Deno.test("applyObjects() tells what is other than before", async () => {
  const before = list(at(namespace, "1"), at(config("a"), "1"));
  const other = new FakeKubectl([["get", before], ["apply", applied("2")]]);
  const { created, changed, unchanged } = await applyObjects(
    other.client,
    [namespace, config("b")],
    live,
  );
  deepEqual([created, unchanged], [[], 1]);
  deepEqual(changed.map(({ metadata }) => metadata.name), ["c"]);
});

Deno.test("applyObjects() tells what has new pods, and whose requests are no longer held by a rollback", async () => {
  const revisions = (image: string, traffic?: object[]): KubernetesObject => ({
    apiVersion: "serving.knative.dev/v1",
    kind: "Service",
    metadata: { name: "predict", namespace: "n" },
    spec: {
      template: { spec: { containers: [{ image }] } },
      ...traffic === undefined ? {} : { traffic },
    },
  });
  const rolledBack = [{ revisionName: "predict-1", percent: 100 }];
  const shares = [{ latestRevision: true, percent: 90 }, { revisionName: "a", percent: 10 }];
  const cases: [
    before: KubernetesObject,
    wanted: KubernetesObject,
    restarted: number,
    released: string[],
  ][] = [
    [revisions("a", rolledBack), revisions("a"), 0, ["predict-1"]],
    [revisions("a", rolledBack), revisions("b"), 1, ["predict-1"]],
    [revisions("a", rolledBack), revisions("a", shares), 0, []],
    [revisions("a"), revisions("b"), 1, []],
    [revisions("a"), revisions("a"), 0, []],
  ];
  for (const [before, wanted, nRestarted, names] of cases) {
    const fake = new FakeKubectl([["get", list(at(before, "1"))], [
      "apply",
      (input) => input ?? "",
    ]]);
    const { restarted, released } = await applyObjects(fake.client, [at(wanted, "1")], live);
    deepEqual([restarted.length, released.map(({ revision }) => revision)], [nRestarted, names]);
  }
});

Deno.test("applyObjects() takes what the cluster itself writes meanwhile for no change", async () => {
  const measured = (version: string, replicas: number) => ({
    ...at(config("a"), version),
    status: { replicas },
  });
  const fake = new FakeKubectl([
    ["get", list(measured("1", 2))],
    ["apply", list(measured("2", 3))],
  ]);
  const { changed, unchanged } = await applyObjects(fake.client, [config("a")], live);
  deepEqual([changed, unchanged], [[], 1]);
});

Deno.test("applyObjects() starts the classic Deployment with three replicas, once", async () => {
  const first = new FakeKubectl([["get", ""], ["apply", applied("1")]]);
  await applyObjects(first.client, [deployment], live);
  equal(first.calls.at(-1), "scale deployment/ml-api --replicas=3 --namespace=n");
  const again = new FakeKubectl([["get", list(at(deployment, "1"))], ["apply", applied("1")]]);
  await applyObjects(again.client, [deployment], live);
  equal(again.calls.some((call) => call.startsWith("scale")), false);
});

Deno.test("applyObjects() replaces a Job whose pattern changed, and only then", async () => {
  const first = new FakeKubectl([["get", ""], ["apply", applied("1")]]);
  const { created: [kept] } = await applyObjects(first.client, [job("a")], live);
  const cluster = list(kept!);
  const same = new FakeKubectl([["get", cluster], ["apply", applied("1")]]);
  await applyObjects(same.client, [job("a")], live);
  equal(same.calls.some((call) => call.startsWith("delete")), false);
  const changed = new FakeKubectl([["get", cluster], ["apply", applied("2")]]);
  await applyObjects(changed.client, [job("b")], live);
  equal(changed.calls[1], "delete --filename=- --wait --ignore-not-found");
});

Deno.test("applyObjects() runs a Job again that failed, as its cause may be mended", async () => {
  const first = new FakeKubectl([["get", ""], ["apply", applied("1")]]);
  const { created: [kept] } = await applyObjects(first.client, [job("a")], live);
  const failed = { ...kept, status: { conditions: [{ type: "Failed", status: "True" }] } };
  const again = new FakeKubectl([["get", list(failed)], ["apply", applied("2")]]);
  await applyObjects(again.client, [job("a")], live);
  equal(again.calls[1], "delete --filename=- --wait --ignore-not-found");
});

Deno.test("applyObjects() changes nothing in a dry run", async () => {
  const cluster = list(at(namespace, "1"), at(config("a"), "1"));
  const fake = new FakeKubectl([["get", cluster], ["apply", applied("1")]]);
  const { changed, unchanged } = await applyObjects(fake.client, [namespace, config("b")], {
    isDryRun: true,
  });
  deepEqual([changed.length, unchanged], [1, 1]);
  equal(
    fake.calls.every((call) => call.startsWith("get") || call.includes("--dry-run=server")),
    true,
  );
  const empty = new FakeKubectl([["get", ""]]);
  const { created } = await applyObjects(empty.client, [namespace, config("a")], {
    isDryRun: true,
  });
  equal(created.length, 2);
  equal(empty.calls.length, 1);
});

Deno.test("applyObjects() passes the cluster's reason on, without kubectl's warnings", async () => {
  const said = 'Warning: old client\nError from server: admission webhook denied the request: "x"';
  const fake = new FakeKubectl([["get", ""], ["apply", refusal(said)]]);
  await rejects(applyObjects(fake.client, [namespace], live), {
    name: "ApplyError",
    message: "Cannot apply manifests as the cluster must accept it: Error from server: " +
      'admission webhook denied the request: "x"',
  });
});

const policy = (name: string, owner?: string): KubernetesObject => ({
  apiVersion: "networking.k8s.io/v1",
  kind: "NetworkPolicy",
  metadata: {
    name,
    namespace: "n",
    ...(owner === undefined ? {} : { ownerReferences: [{ kind: "X", name: owner }] }),
  },
});

Deno.test("removeStale() removes what another overlay opened, and nothing that is owned", async () => {
  const cluster = list(policy("kept"), policy("node-ports"), policy("owned", "knative"));
  const fake = new FakeKubectl([["get", cluster]]);
  const options = { namespace: "n", isDryRun: false };
  deepEqual(await removeStale(fake.client, [policy("kept")], options), [
    "NetworkPolicy.networking.k8s.io/n/node-ports",
  ]);
  equal(fake.calls[1], "delete --filename=- --ignore-not-found");
  equal(JSON.parse(fake.inputs[1]!).items.length, 1);
  await removeStale(fake.client, [policy("kept")], { namespace: "n", isDryRun: true });
  equal(fake.calls.length, 3);
});

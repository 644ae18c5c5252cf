import { deepEqual, equal, notEqual } from "node:assert/strict";
import type { KubernetesObject } from "../cluster/kubernetes_object.ts";
import { staleReaders, withReadDigests } from "./read_digests.ts";

const secret = (values: Readonly<Record<string, string>>): KubernetesObject => ({
  apiVersion: "v1",
  kind: "Secret",
  metadata: { name: "s" },
  stringData: values,
});
const env = (key: string) => [{ valueFrom: { secretKeyRef: { name: "s", key } } }];
const deployment = (pod: object, annotations?: object): KubernetesObject => ({
  apiVersion: "apps/v1",
  kind: "Deployment",
  metadata: { name: "d" },
  spec: { template: { metadata: { annotations }, spec: pod } },
});
const job = (pod: object): KubernetesObject => ({
  apiVersion: "batch/v1",
  kind: "CronJob",
  metadata: { name: "c" },
  spec: { jobTemplate: { spec: { template: { spec: pod } } } },
});

/** The digest that the pods of an object get. */
function digestOf(object: KubernetesObject, live: KubernetesObject[], held = live): unknown {
  const [written] = withReadDigests([object, ...held === live ? [] : held], live);
  const { template, jobTemplate } = written!["spec"] as Record<string, never> & {
    template?: { metadata: { annotations?: Record<string, string> } };
    jobTemplate?: { spec: { template: { metadata: { annotations?: Record<string, string> } } } };
  };
  return (template ?? jobTemplate?.spec.template)?.metadata.annotations?.["mlops.workshop/reads"];
}

Deno.test("withReadDigests() changes with the key that a pod reads, and with no other", () => {
  const pod = deployment({ containers: [{ env: env("PASSWORD") }] });
  const before = digestOf(pod, [secret({ PASSWORD: "a", OTHER: "b" })]);
  equal(digestOf(pod, [secret({ PASSWORD: "a", OTHER: "c" })]), before);
  notEqual(digestOf(pod, [secret({ PASSWORD: "A", OTHER: "b" })]), before);
});

Deno.test("withReadDigests() knows every way in which a pod reads, of Jobs too", () => {
  const pods = [
    { containers: [{ envFrom: [{ secretRef: { name: "s" } }] }] },
    { volumes: [{ secret: { secretName: "s" } }] },
    { volumes: [{ projected: { sources: [{ secret: { name: "s" } }] } }] },
    { initContainers: [{ env: env("PASSWORD") }] },
  ];
  for (const pod of pods) {
    for (const object of [deployment(pod), job(pod)]) {
      const digests = ["a", "b"].map((PASSWORD) => digestOf(object, [secret({ PASSWORD })]));
      equal(new Set(digests).size, 2);
      equal(digests.includes(undefined), false);
    }
  }
});

Deno.test("withReadDigests() takes a Secret of the manifests as the cluster holds it, and before that", () => {
  const pod = deployment({ containers: [{ env: env("PASSWORD") }] });
  const encoded = { ...secret({}), data: { PASSWORD: new TextEncoder().encode("a").toBase64() } };
  equal(digestOf(pod, [encoded]), digestOf(pod, [secret({ PASSWORD: "a" })]));
  equal(
    digestOf(pod, [secret({ PASSWORD: "old" })], [secret({ PASSWORD: "a" })]),
    digestOf(pod, [encoded]),
  );
});

Deno.test("withReadDigests() leaves what reads nothing, and what says itself when it reads", () => {
  const plain = deployment({ containers: [{}] });
  const own = deployment({ containers: [{ env: env("PASSWORD") }] }, {
    "mlops.workshop/reads": "once",
  });
  const config = { apiVersion: "v1", kind: "ConfigMap", metadata: { name: "c" } };
  deepEqual(withReadDigests([plain, own, config], [secret({ PASSWORD: "a" })]), [
    plain,
    own,
    config,
  ]);
});

Deno.test("staleReaders() finds who may have started with a Secret that was wrong meanwhile", () => {
  const pod = { containers: [{ env: env("PASSWORD") }] };
  const reader = deployment(pod, { "mlops.workshop/reads": "0123abcd" });
  const once = {
    ...deployment(pod, { "mlops.workshop/reads": "once" }),
    metadata: { name: "once" },
  };
  const other = { ...deployment({ containers: [{}] }), metadata: { name: "other" } };
  const revisions = { ...reader, apiVersion: "serving.knative.dev/v1", kind: "Service" };
  const ports = { ...revisions, apiVersion: "v1", metadata: { name: "ports" } };
  const objects = [reader, once, other, revisions, ports, job(pod)];
  const changed = [secret({ PASSWORD: "a" }), revisions];
  // A Knative Service may have changed in its shares alone, and keeps its pods then.
  deepEqual(staleReaders(objects, { changed, restarted: [] }), [reader, revisions]);
  deepEqual(staleReaders(objects, { changed, restarted: [reader] }), [revisions]);
  deepEqual(staleReaders(objects, { changed: [], restarted: [] }), []);
});

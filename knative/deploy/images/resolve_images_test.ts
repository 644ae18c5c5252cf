import { deepEqual, equal, throws } from "node:assert/strict";
import { keyOf, readManifests } from "../cluster/kubernetes_object.ts";
import { imagesOf, resolveImages } from "./resolve_images.ts";

const MANIFESTS = `
apiVersion: apps/v1
kind: Deployment
metadata: {name: mlflow, namespace: n}
spec:
  template:
    spec:
      initContainers: [{name: wait, image: "postgres:15"}]
      containers: [{name: mlflow, image: "dev.local/mlflow:v1", env: [{name: image, value: keep}]}]
---
apiVersion: sinks.knative.dev/v1alpha1
kind: JobSink
metadata: {name: train, namespace: n}
spec: {job: {spec: {template: {spec: {containers: [{image: "dev.local/functions/train:v1"}]}}}}}
---
apiVersion: v1
kind: ConfigMap
metadata: {name: c, namespace: n}
data: {image: "not one", containers: "neither"}
`;

Deno.test("imagesOf() finds images wherever a pod is described", () => {
  deepEqual(imagesOf(readManifests(MANIFESTS)), [
    "dev.local/functions/train:v1",
    "dev.local/mlflow:v1",
    "postgres:15",
  ]);
});

Deno.test("resolveImages() replaces every image and nothing else", () => {
  const objects = readManifests(MANIFESTS);
  const names = imagesOf(objects);
  const resolved = resolveImages(objects, new Map(names.map((name) => [name, `r/${name}@d`])));
  deepEqual(imagesOf(resolved), names.map((name) => `r/${name}@d`));
  deepEqual(resolved[2], objects[2]);
  deepEqual(JSON.stringify(resolved).includes('"value":"keep"'), true);
  deepEqual(imagesOf(objects), names);
});

Deno.test("resolveImages() leaves no image without its replacement", () => {
  throws(() => resolveImages(readManifests(MANIFESTS), new Map([["postgres:15", "p"]])), {
    name: "RangeError",
    message: /must be one of postgres:15: is "dev.local\/mlflow:v1"/,
  });
});

Deno.test("readManifests() refuses what is not YAML or no object", () => {
  throws(() => readManifests("a: [1"), { name: "ApplyError", message: /must be YAML/ });
  throws(() => readManifests("a: 1"), { name: "ApplyError", message: /a kind and a name/ });
  deepEqual(readManifests(""), []);
});

Deno.test("keyOf() tells a Kubernetes Service from a Knative Service", () => {
  const [deployment, sink, config] = readManifests(MANIFESTS);
  equal(keyOf(deployment!), "Deployment.apps/n/mlflow");
  equal(keyOf(sink!), "JobSink.sinks.knative.dev/n/train");
  equal(keyOf(config!), "ConfigMap/n/c");
});

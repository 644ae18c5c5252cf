import { deepEqual, equal, match, ok } from "node:assert/strict";
import { makeKeyPair, openEnvelope, parsePrivateKey, parsePublicKeys } from "@mlops/signing";
import { parse } from "yaml";
import { readManifests } from "./cluster/kubernetes_object.ts";
import { signedProvenance } from "./images/provenance.ts";
import { render } from "./render.ts";
import { lineReport } from "./report.ts";
import { fakeProject, FUNCTION_FILES } from "./testing/fake_project.ts";
import { pythonBase } from "./testing/python_base.ts";
import { stillClock } from "./testing/still_clock.ts";

const COMMIT = "0123456789abcdef0123456789abcdef01234567";

const OBJECTS = readManifests(`
apiVersion: apps/v1
kind: Deployment
metadata: {name: ml-api, namespace: n}
spec: {template: {spec: {containers: [{name: a, image: "dev.local/functions/predict:v1"}]}}}
---
apiVersion: batch/v1
kind: Job
metadata: {name: migrate, namespace: n}
spec: {}
---
apiVersion: batch/v1
kind: Job
metadata: {name: train, namespace: n}
spec: {template: {spec: {containers: [{name: w, image: "postgres:15"}]}}}
`);

Deno.test("render() pins every image, tells the commit and names every file", async () => {
  const files = await render({ objects: OBJECTS, commit: COMMIT }, {
    project: fakeProject(FUNCTION_FILES),
    report: lineReport(() => {}, stillClock().now),
    findBase: (name) => Promise.resolve(pythonBase(name)),
    pin: (name) => Promise.resolve(`registry/${name}@sha256:0`),
    fetchWheel: () => Promise.reject(new Error("no wheel is needed")),
    target: {
      name: "registry",
      plan: () => "",
      deliver: ({ name }) => Promise.resolve({ reference: `r/${name}@sha256:1`, isNew: true }),
    },
  });
  deepEqual(files.map(({ name }) => name), [
    "deployment-ml-api.yaml",
    "job-migrate.yaml",
    "cronjob-train.yaml",
    "kustomization.yaml",
  ]);
  const [deployment, job, pattern, kustomization] = files.map(({ text }) => parse(text));
  equal(deployment.spec.template.spec.containers[0].image, "r/predict@sha256:1");
  match(JSON.stringify(pattern), /registry\/postgres:15@sha256:0/);
  equal(job.metadata.annotations["argocd.argoproj.io/sync-options"], "Force=true,Replace=true");
  for (const object of [deployment, job, pattern]) {
    equal(object.metadata.annotations["mlops.workshop/commit"], COMMIT);
  }
  deepEqual(kustomization.resources, files.slice(0, -1).map(({ name }) => name));
});

Deno.test("signedProvenance() says of an image's digest which commit it was made from", async () => {
  const { privateKey, publicKey } = await makeKeyPair();
  const digest = `sha256:${"9f".repeat(32)}` as const;
  const descriptor = { mediaType: "application/vnd.oci.image.index.v1+json", digest, size: 1 };
  const document = await signedProvenance({ name: "registry.example/predict", descriptor }, {
    commit: COMMIT,
    repository: "https://github.com/o/n",
    key: await parsePrivateKey(privateKey),
  });
  const { payload } = await openEnvelope(
    new Uint8Array(document.bytes),
    await parsePublicKeys(publicKey),
  );
  const statement = JSON.parse(new TextDecoder().decode(payload));
  equal(statement.subject[0].digest.sha256, "9f".repeat(32));
  equal(statement.predicateType, "https://slsa.dev/provenance/v1");
  const [source] = statement.predicate.buildDefinition.resolvedDependencies;
  equal(source.digest.gitCommit, COMMIT);
  ok(source.uri.endsWith(`@${COMMIT}`));
});
